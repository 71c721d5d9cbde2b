//! One request, one answer: a file of `dist/`, its media type, the isolation headers.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::TcpStream;
use std::path::{Component, Path, PathBuf};

use super::http::{Request, Response};

/// Answers the one request of a connection from the files below `dist`.
pub(super) fn answer(dist: &Path, mut stream: TcpStream) {
    // The browser went away: nothing to be done about it.
    let _ = Request::read(&mut stream).and_then(|request| match request {
        Some(request) => respond(dist, &request).write(&mut stream, &request.method),
        None => Ok(()),
    });
}

fn respond(dist: &Path, request: &Request) -> Response {
    let reply = |status: u16, body: Vec<u8>, own: &[(&str, &str)]| {
        let own = own
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Response {
            status,
            headers: own.chain(isolation_headers(dist)).collect(),
            body,
        }
    };
    let plain = ("Content-Type", "text/plain; charset=utf-8");
    let file = || {
        let path = locate(dist, &request.target)?;
        Some((fs::read(&path).ok()?, media_type(&path)))
    };
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return reply(405, b"only GET and HEAD".to_vec(), &[plain]);
    }
    let Some((body, kind)) = file() else {
        return reply(404, b"not found".to_vec(), &[plain]);
    };
    let tag = entity_tag(&body);
    let own = [("Content-Type", kind), ("ETag", &tag)];
    let known = request.header("If-None-Match");
    if known.is_some_and(|tags| tags.contains(&tag)) {
        reply(304, Vec::new(), &own)
    } else {
        reply(200, body, &own)
    }
}

/// The headers that `_headers` gives to every path. It is small and read each time: in a rebuild it may change.
fn isolation_headers(dist: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(dist.join("_headers")).unwrap_or_default();
    parse_headers(&text)
}

fn parse_headers(text: &str) -> Vec<(String, String)> {
    let mut applies = false;
    let mut headers = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if !line.starts_with(char::is_whitespace) {
            applies = line.trim() == "/*";
        } else if let Some((name, value)) = line.split_once(':')
            && applies
        {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    headers
}

/// The file an address means; `None` if there is none below the served folder.
fn locate(dist: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode(path.strip_prefix('/')?)?;
    let relative = Path::new(&path);
    // Only plain names may follow each other: no `..`, no drive, no second root.
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    if path.contains(['\\', '\0']) || !relative.components().all(plain) {
        return None;
    }
    let mut file = dist.join(relative);
    if file.is_dir() {
        file.push("index.html");
    }
    // A link may still lead out of the folder.
    let file = file.canonicalize().ok()?;
    file.starts_with(dist.canonicalize().ok()?).then_some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                u8::try_from(high * 16 + low).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The media type by the file's ending. Browsers insist on the right one for modules and WebAssembly.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("sol" | "txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A name for this content, so that a browser that has it already is told so in a few bytes.
fn entity_tag(body: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    #[test]
    fn addresses_never_leave_the_folder() {
        let folder = std::env::temp_dir().join(format!("serve-{}", std::process::id()));
        let dist = folder.join("dist");
        fs::create_dir_all(dist.join("sub dir")).expect("a folder for the test");
        fs::write(folder.join("secret"), "s").expect("a file for the test");
        fs::write(dist.join("index.html"), "i").expect("a file for the test");
        fs::write(dist.join("sub dir/a.js"), "a").expect("a file for the test");

        for good in [
            "/",
            "/?preset=payments",
            "/index.html",
            "/sub%20dir/a.js?v=1",
        ] {
            assert!(locate(&dist, good).is_some(), "{good}");
        }
        for bad in [
            "/../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/sub%20dir/../../secret",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/..\\secret",
            "/%00",
            "/%zz",
            "/%2",
            "/missing",
            "",
        ] {
            assert_eq!(locate(&dist, bad), None, "{bad}");
        }
        fs::remove_dir_all(&folder).expect("the test's own folder");
    }

    /// The answer to one request, sent as bytes.
    fn ask(dist: &Path, request: &str) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let mut stream = TcpStream::connect(address).expect("it listens");
        write!(stream, "{request}Host: x\r\nConnection: close\r\n\r\n").expect("sent");
        let (accepted, _) = listener.accept().expect("a connection");
        answer(dist, accepted);
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        text
    }

    #[test]
    fn answers_carry_isolation_headers_and_the_right_type() {
        let dist = std::env::temp_dir().join(format!("answers-{}", std::process::id()));
        fs::create_dir_all(&dist).expect("a folder for the test");
        fs::write(dist.join("a.wasm"), "bytes").expect("a file for the test");
        fs::write(
            dist.join("_headers"),
            "/*\n  X-Isolated: yes\n/other\n  X-Other: no\n",
        )
        .expect("a file for the test");

        let found = ask(&dist, "GET /a.wasm HTTP/1.1\r\n");
        assert!(found.starts_with("HTTP/1.1 200"), "{found}");
        assert!(found.contains("Content-Type: application/wasm"), "{found}");
        assert!(found.ends_with("\r\n\r\nbytes"), "{found}");
        assert!(!found.contains("X-Other"), "{found}");
        let tag = found
            .lines()
            .find(|line| line.starts_with("ETag: "))
            .expect("a tag");
        let tag = tag.trim_start_matches("ETag: ");
        let known = format!("GET /a.wasm HTTP/1.1\r\nIf-None-Match: {tag}\r\n");
        for (request, status) in [
            (known.as_str(), "304"),
            ("GET /none HTTP/1.1\r\n", "404"),
            ("POST /a.wasm HTTP/1.1\r\n", "405"),
            ("HEAD /a.wasm HTTP/1.1\r\n", "200"),
        ] {
            let answer = ask(&dist, request);
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status}")),
                "{request}{answer}"
            );
            assert!(answer.contains("X-Isolated: yes"), "{request}{answer}");
        }
        fs::remove_dir_all(&dist).expect("the test's own folder");
    }

    #[test]
    fn the_projects_own_headers_isolate() {
        let headers = parse_headers(include_str!("../../../../static/_headers"));
        for (name, value) in [
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Embedder-Policy", "require-corp"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("Document-Isolation-Policy", "isolate-and-credentialless"),
        ] {
            let sent = headers.iter().find(|(sent, _)| sent == name);
            assert_eq!(sent.map(|(_, value)| value.as_str()), Some(value), "{name}");
            let worker = include_str!("../../../../static/sw.js");
            assert!(
                worker.contains(&format!("'{name}': '{value}'")),
                "the service worker must send {name} as the server does"
            );
        }
    }
}
