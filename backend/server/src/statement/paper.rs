//! The objects of a tagged PDF: pages, and the structure that a screen reader follows.

use super::pdf::{HEIGHT, Piece, Role, WIDTH};
use pdf_writer::types::StructRole;
use pdf_writer::writers::StructTreeRoot;
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, TextStr};

/// Hands out the numbers of objects.
struct Numbers(i32);

impl Numbers {
    fn fresh(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// An element of the structure, with the piece of a page that it marks or the elements inside.
struct Element {
    id: Ref,
    parent: Ref,
    role: StructRole,
    piece: Option<(usize, i32)>,
    inside: Vec<Ref>,
}

/// Writes pages with these contents, whose pieces come in reading order.
pub(super) fn write(pages: &[Vec<u8>], pieces: &[Piece], title: &str, language: &str) -> Vec<u8> {
    let mut numbers = Numbers(0);
    let [catalog, tree, info, regular, bold, root] = [(); 6].map(|()| numbers.fresh());
    let ids: Vec<(Ref, Ref)> = pages
        .iter()
        .map(|_| (numbers.fresh(), numbers.fresh()))
        .collect();
    let elements = structure(&mut numbers, root, pieces);
    let mut pdf = Pdf::new();
    let mut start = pdf.catalog(catalog);
    start.pages(tree).lang(TextStr(language));
    start.mark_info().marked(true);
    start.viewer_preferences().display_doc_title(true);
    start.pair(Name(b"StructTreeRoot"), root);
    start.finish();
    pdf.document_info(info).title(TextStr(title));
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(tree)
        .kids(ids.iter().map(|(page, _)| *page))
        .count(count);
    for (id, name) in [
        (regular, Name(b"Helvetica")),
        (bold, Name(b"Helvetica-Bold")),
    ] {
        let mut font = pdf.type1_font(id);
        font.base_font(name)
            .encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for ((key, (page, content)), bytes) in (0..).zip(&ids).zip(pages) {
        let mut one = pdf.page(*page);
        one.parent(tree)
            .media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(*content)
            .struct_parents(key);
        let mut resources = one.resources();
        let mut fonts = resources.fonts();
        fonts.pair(Name(b"R"), regular).pair(Name(b"B"), bold);
        fonts.finish();
        resources.finish();
        one.finish();
        pdf.stream(*content, bytes);
    }
    write_structure(&mut pdf, &mut numbers, root, &elements, &ids);
    pdf.finish()
}

/// The elements, each after the one that holds it; the first is the document.
fn structure(numbers: &mut Numbers, root: Ref, pieces: &[Piece]) -> Vec<Element> {
    let holder = |id, parent, role| Element {
        id,
        parent,
        role,
        piece: None,
        inside: Vec::new(),
    };
    let document = numbers.fresh();
    let mut all = vec![holder(document, root, StructRole::Document)];
    // Places in `all` of the table and the row that are being filled.
    let (mut table, mut row): (Option<usize>, Option<(usize, usize)>) = (None, None);
    for piece in pieces {
        let role = match piece.role {
            Role::Title => StructRole::H1,
            Role::Heading => StructRole::H2,
            Role::Text => StructRole::P,
            Role::Row => StructRole::TD,
        };
        let mut place = 0;
        if piece.role == Role::Row {
            let at = table.unwrap_or_else(|| add(&mut all, numbers, 0, StructRole::Table));
            table = Some(at);
            let line = match row {
                Some((line, place)) if line == piece.row => place,
                Some(_) | None => add(&mut all, numbers, at, StructRole::TR),
            };
            row = Some((piece.row, line));
            place = line;
        } else {
            (table, row) = (None, None);
        }
        let leaf = add(&mut all, numbers, place, role);
        if let Some(element) = all.get_mut(leaf) {
            element.piece = Some((piece.page, piece.mcid));
        }
    }
    all
}

/// Adds an element inside the one at this place; gives its own place.
fn add(all: &mut Vec<Element>, numbers: &mut Numbers, place: usize, role: StructRole) -> usize {
    let id = numbers.fresh();
    let mut parent = id;
    if let Some(holder) = all.get_mut(place) {
        holder.inside.push(id);
        parent = holder.id;
    }
    all.push(Element {
        id,
        parent,
        role,
        piece: None,
        inside: Vec::new(),
    });
    all.len() - 1
}

fn write_structure(
    pdf: &mut Pdf,
    numbers: &mut Numbers,
    root: Ref,
    elements: &[Element],
    ids: &[(Ref, Ref)],
) {
    let lists: Vec<Ref> = ids.iter().map(|_| numbers.fresh()).collect();
    let mut start = pdf.indirect(root).start::<StructTreeRoot<'_>>();
    if let Some(document) = elements.first() {
        start.child(document.id);
    }
    let mut parents = start.parent_tree();
    let mut nums = parents.nums();
    for (key, list) in (0..).zip(&lists) {
        nums.insert(key, *list);
    }
    nums.finish();
    parents.finish();
    start.parent_tree_next_key(i32::try_from(lists.len()).unwrap_or(i32::MAX));
    start.finish();
    for (page, list) in lists.iter().enumerate() {
        let own = elements
            .iter()
            .filter(|one| one.piece.is_some_and(|(on, _)| on == page));
        pdf.indirect(*list).array().items(own.map(|one| one.id));
    }
    for element in elements {
        let mut one = pdf.struct_element(element.id);
        one.kind(element.role).parent(element.parent);
        match element.piece {
            Some((page, mcid)) => {
                if let Some((page, _)) = ids.get(page) {
                    one.page(*page);
                }
                one.children().marked_content_id(mcid);
            }
            None => {
                let mut inside = one.children();
                for id in &element.inside {
                    inside.struct_element(*id);
                }
            }
        }
    }
}
