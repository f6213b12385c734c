//! The website: trunk builds it, wasm-opt shrinks it (trunk runs it, so that file names and
//! integrity attributes stay right), brotli compresses each file beside the original, and what a
//! customer loads first is weighed.

mod weight;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{clock::Watch, config::Places, guard::Stop, run, setup::Wasm, trouble::Trouble};
use words::Words;

/// What the website is made of; a change in any of these builds it again.
static SOURCES: &[&str] = &[
    "ui",
    "locales",
    "backend/domain",
    "backend/wire",
    "Cargo.lock",
    "Cargo.toml",
];
/// A page of the website, made of `ui/index.html`.
struct Page {
    name: &'static str,
    program: &'static str,
    words: Words,
}

static PAGES: &[Page] = &[
    Page {
        name: "index.html",
        program: "ami-ui",
        words: Words::Named,
    },
    Page {
        name: "whole.html",
        program: "ami-whole",
        words: Words::All,
    },
    Page {
        name: "display.html",
        program: "ami-display",
        words: Words::Named,
    },
];
/// Files that are worth compressing.
static COMPRESSED: &[&str] = &[
    "html", "js", "mjs", "wasm", "css", "svg", "json", "txt", "ftl",
];
/// Smaller files travel in one packet anyway.
const COMPRESS_FROM_BYTES: u64 = 512;

/// Builds the website when its sources changed, and gives the folder that holds it.
///
/// # Errors
/// When `ui/index.html` or a tool is missing, or the ui does not compile.
pub(crate) fn build(places: &Places, wasm: Wasm, stop: &Stop) -> Result<PathBuf, Trouble> {
    let dist = places.cache.join("ui-dist");
    let stamp = places.cache.join("ui-dist.stamp");
    let sources = fingerprint(&places.root, SOURCES)?;
    let sources = format!("{sources:016x} {wasm:?}");
    if dist.join("index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|s| s == sources) {
        println!("website: unchanged, {}", weight::first_load(&dist)?);
        return Ok(dist);
    }
    let source = places.root.join("ui/index.html");
    let text = fs::read_to_string(&source).map_err(|e| Trouble::file("read", &source, &e))?;
    if !text.contains("data-wasm-opt=") {
        println!("website: ui/index.html asks for no data-wasm-opt, the module stays large");
    }
    println!("website: building (about 6 minutes the first time)");
    let watch = Watch::start();
    let next = places.cache.join("ui-next");
    remove_dir(&next)?;
    // Trunk works offline, or it fetches tools of its own; so cargo fetches before.
    let mut fetch = wasm.command(places, "cargo");
    fetch.args(["fetch", "--quiet"]);
    run::logged("cargo fetch", &mut fetch, &places.log("fetch")?, stop)?;
    fs::create_dir_all(&next).map_err(|e| Trouble::file("make the folder", &next, &e))?;
    for page in PAGES {
        let bin = format!("data-bin=\"{}\"", page.program);
        let own = text.replace("data-bin=\"ami-ui\"", &bin);
        make(places, wasm, stop, (page, &own), &next)?;
    }
    let saved = compress(&next, stop)?;
    let first = weight::first_load(&next)?;
    // The folder changes in one step: a server never sees half of a website.
    remove_dir(&dist)?;
    fs::rename(&next, &dist).map_err(|e| Trouble::file("rename", &next, &e))?;
    fs::write(&stamp, sources).map_err(|e| Trouble::file("write", &stamp, &e))?;
    println!("website: built in {}, {saved}", watch.words());
    println!("website: {first}");
    Ok(dist)
}

/// Builds one page, and puts its files with those of the others.
fn make(
    places: &Places,
    wasm: Wasm,
    stop: &Stop,
    (page, text): (&Page, &str),
    next: &Path,
) -> Result<(), Trouble> {
    let name = page.name;
    let (made, dist) = (
        places.root.join(format!("ui/.{name}")),
        places.cache.join("ui-page"),
    );
    remove_dir(&dist)?;
    fs::write(&made, text).map_err(|e| Trouble::file("write", &made, &e))?;
    let mut trunk = wasm.command(places, "trunk");
    trunk
        .args(["build", "--release", "--offline", "--html-output", name])
        .arg("--dist")
        .arg(&dist)
        .arg(&made)
        .current_dir(places.root.join("ui"));
    let log = places.log(&format!("trunk-{name}"))?;
    let built = run::logged("trunk", &mut trunk, &log, stop);
    fs::remove_file(&made).map_err(|e| Trouble::file("remove", &made, &e))?;
    built?;
    speak(places, page, &dist)?;
    let mut files = Vec::new();
    list(&dist, &mut files)?;
    for file in files {
        let to = next.join(file.file_name().unwrap_or_default());
        fs::rename(&file, &to).map_err(|e| Trouble::file("rename", &file, &e))?;
    }
    remove_dir(&dist)
}

/// Gives a built page its texts.
fn speak(places: &Places, page: &Page, dist: &Path) -> Result<(), Trouble> {
    let mut files = Vec::new();
    list(dist, &mut files)?;
    files.retain(|file| file.extension().is_some_and(|kind| kind == "wasm"));
    let [program] = files.as_slice() else {
        return Err(Trouble::new(
            format!("trunk made {} programs of one", files.len()),
            "see ui/index.html: one link of `rel=\"rust\"`",
        ));
    };
    let program = fs::read(program).map_err(|e| Trouble::file("read", program, &e))?;
    let file = dist.join(page.name);
    let text = fs::read_to_string(&file).map_err(|e| Trouble::file("read", &file, &e))?;
    let text = words::give(places, page.words, &program, text, dist)?;
    fs::write(&file, text).map_err(|e| Trouble::file("write", &file, &e))
}

fn remove_dir(dir: &Path) -> Result<(), Trouble> {
    match fs::remove_dir_all(dir) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Trouble::file("remove", dir, &e)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn compress(dist: &Path, stop: &Stop) -> Result<String, Trouble> {
    let mut files = Vec::new();
    list(dist, &mut files)?;
    files.retain(|file| {
        let kind = file
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let size = fs::metadata(file).map_or(0, |meta| meta.len());
        COMPRESSED.contains(&kind) && size >= COMPRESS_FROM_BYTES
    });
    let mut brotli = Command::new("brotli");
    brotli
        .args(["-q", "11", "--keep", "--force", "--"])
        .args(&files);
    if !files.is_empty() {
        run::stream("brotli", &mut brotli, stop)?;
    }
    let size = |file: &PathBuf| fs::metadata(file).map_or(0, |meta| meta.len());
    let plain: u64 = files.iter().map(size).sum();
    let small: u64 = files.iter().map(|file| size(&with_br(file))).sum();
    Ok(format!(
        "{} kB, {} kB compressed",
        plain / 1000,
        small / 1000
    ))
}

fn with_br(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}

/// All files below a folder, hidden ones and build folders left out, in a steady order.
fn list(dir: &Path, files: &mut Vec<PathBuf>) -> Result<(), Trouble> {
    let broken = |e: std::io::Error| Trouble::file("read the folder", dir, &e);
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir).map_err(broken)? {
        entries.push(entry.map_err(broken)?.path());
    }
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or(".");
        if name.starts_with('.') || matches!(name, "target" | "dist" | "node_modules") {
            continue;
        }
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, gone on with.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    let eat = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(hash, eat)
}

/// FNV-1a over names and contents: steady across compilers and checkouts, unlike file times.
fn fingerprint(root: &Path, sources: &[&str]) -> Result<u64, Trouble> {
    let mut files = Vec::new();
    for source in sources {
        let path = root.join(source);
        if path.is_dir() {
            list(&path, &mut files)?;
        } else {
            files.push(path);
        }
    }
    let mut hash = FNV_START;
    let mut eat = |bytes: &[u8]| hash = fnv(fnv(hash, bytes), &[0]);
    for file in &files {
        let name = file.strip_prefix(root).unwrap_or(file);
        eat(name.as_os_str().as_encoded_bytes());
        eat(&fs::read(file).map_err(|e| Trouble::file("read", file, &e))?);
    }
    Ok(hash)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn sample(name: &str) -> PathBuf {
        let dir = crate::config::temp().join(format!("ami-bundle-{name}-{}", std::process::id()));
        fs::create_dir_all(dir.join("ui/src")).unwrap();
        fs::write(dir.join("ui/src/app.js"), "let a = 1;\n".repeat(200)).unwrap();
        fs::write(dir.join("ui/index.html"), "<p>").unwrap();
        dir
    }

    #[test]
    fn a_changed_or_renamed_source_changes_the_fingerprint_and_a_copy_does_not() {
        let (dir, copy) = (sample("one"), sample("two"));
        let first = fingerprint(&dir, &["ui"]).unwrap();
        assert_eq!(first, fingerprint(&copy, &["ui"]).unwrap());
        fs::rename(dir.join("ui/index.html"), dir.join("ui/other.html")).unwrap();
        assert_ne!(first, fingerprint(&dir, &["ui"]).unwrap());
        fs::write(copy.join("ui/index.html"), "<b>").unwrap();
        assert_ne!(first, fingerprint(&copy, &["ui"]).unwrap());
        fs::create_dir_all(copy.join("ui/dist")).unwrap();
        fs::remove_dir_all(dir).unwrap();
        fs::remove_dir_all(copy).unwrap();
    }

    #[test]
    fn large_files_get_a_compressed_twin_and_keep_the_original() {
        let dir = sample("br");
        compress(&dir, &Stop::default()).unwrap();
        assert!(dir.join("ui/src/app.js").is_file());
        let small = fs::metadata(dir.join("ui/src/app.js.br")).unwrap().len();
        assert!(small < 100, "{small}");
        assert!(
            !dir.join("ui/index.html.br").exists(),
            "three bytes are not worth a file"
        );
        fs::remove_dir_all(dir).unwrap();
    }
}
