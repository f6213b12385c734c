//! What a message is made of, read from the Fluent source.

use std::collections::{BTreeMap, BTreeSet};

use ami_locales::Locale;
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Variant,
    VariantKey,
};
use fluent_syntax::parser::parse;

/// One text: a message's value or one of its attributes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Every variable used.
    pub(crate) variables: BTreeSet<String>,
    /// Variables written or selected on without one of our functions.
    pub(crate) bare: BTreeSet<String>,
    /// Keys of all selectors.
    pub(crate) keys: BTreeSet<String>,
    /// Selectors without exactly one default.
    pub(crate) without_default: usize,
    /// Functions that end the text right before a full stop.
    pub(crate) when_before_stop: bool,
    /// The plain words.
    pub(crate) words: String,
}

/// All texts of a locale by file and `id` or `id.attribute`. Terms are left out.
pub(crate) fn shapes(locale: Locale) -> BTreeMap<(String, String), Shape> {
    let row = ami_locales::LOCALES
        .iter()
        .find(|row| row.locale == locale)
        .unwrap();
    let mut found = BTreeMap::new();
    for (file, text) in row.files {
        let resource = parse(text).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                assert!(
                    !matches!(entry, Entry::Junk { .. }),
                    "junk in {}/{file}",
                    row.tag
                );
                continue;
            };
            let id = message.id.name;
            let mut add = |id: String, pattern: &Pattern<&str>| {
                let before = found.insert((file.to_owned(), id.clone()), shape(pattern));
                assert!(before.is_none(), "{id} stands twice in {}/{file}", row.tag);
            };
            if let Some(value) = &message.value {
                add(id.to_owned(), value);
            }
            for attribute in &message.attributes {
                add(format!("{id}.{}", attribute.id.name), &attribute.value);
            }
        }
    }
    found
}

fn shape(pattern: &Pattern<&str>) -> Shape {
    let mut shape = Shape::default();
    walk(pattern, &mut shape);
    shape
}

fn walk(pattern: &Pattern<&str>, shape: &mut Shape) {
    let mut after_when = false;
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                shape.when_before_stop |= after_when && value.starts_with('.');
                shape.words.push_str(value);
                after_when = false;
            }
            PatternElement::Placeable { expression } => {
                after_when = is_when(expression);
                expression_of(expression, shape);
                shape.words.push('#');
            }
        }
    }
}

fn is_when(expression: &Expression<&str>) -> bool {
    let Expression::Inline(InlineExpression::FunctionReference { id, .. }) = expression else {
        return false;
    };
    id.name == "WHEN"
}

fn expression_of(expression: &Expression<&str>, shape: &mut Shape) {
    match expression {
        Expression::Inline(inline) => inline_of(inline, shape, true),
        Expression::Select { selector, variants } => {
            inline_of(selector, shape, true);
            let defaults = variants.iter().filter(|variant| variant.default).count();
            shape.without_default += usize::from(defaults != 1);
            for Variant { key, value, .. } in variants {
                let (VariantKey::Identifier { name: key }
                | VariantKey::NumberLiteral { value: key }) = key;
                shape.keys.insert((*key).to_owned());
                shape.words.push(' ');
                walk(value, shape);
            }
        }
    }
}

fn inline_of(inline: &InlineExpression<&str>, shape: &mut Shape, bare: bool) {
    match inline {
        InlineExpression::VariableReference { id } => {
            shape.variables.insert(id.name.to_owned());
            if bare {
                shape.bare.insert(id.name.to_owned());
            }
        }
        InlineExpression::FunctionReference { arguments, .. } => arguments_of(arguments, shape),
        InlineExpression::Placeable { expression } => expression_of(expression, shape),
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

fn arguments_of(arguments: &CallArguments<&str>, shape: &mut Shape) {
    for argument in &arguments.positional {
        inline_of(argument, shape, false);
    }
    for argument in &arguments.named {
        inline_of(&argument.value, shape, false);
    }
}
