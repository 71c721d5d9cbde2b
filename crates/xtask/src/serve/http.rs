//! As much of HTTP as a server of files on one's own machine needs.
//!
//! One request to a connection, one thread to a connection. On the loopback device a connection costs nothing,
//! and nothing can wait for another: a server with a fixed number of threads stalls a page when a browser keeps
//! more connections open than it has threads.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// No browser's request head is longer.
const LONGEST_HEAD: usize = 64 * 1024;

/// Browsers open connections in advance and may never use them.
const PATIENCE: Duration = Duration::from_secs(60);

/// The head of a request; files are asked for without a body.
#[derive(Debug)]
pub(super) struct Request {
    /// `GET`, `HEAD`, ...
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    headers: Vec<(String, String)>,
}

impl Request {
    /// Reads a head; `None` if the other side went away, or sent something else.
    pub(super) fn read(stream: &mut TcpStream) -> io::Result<Option<Self>> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut head = Vec::new();
        let mut part = [0; 4096];
        while !head.windows(4).any(|window| window == b"\r\n\r\n") {
            let length = stream.read(&mut part)?;
            if length == 0 || head.len() > LONGEST_HEAD {
                return Ok(None);
            }
            head.extend_from_slice(&part[..length]);
        }
        Ok(Self::parse(&String::from_utf8_lossy(&head)))
    }

    fn parse(head: &str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        if !words.next()?.starts_with("HTTP/1.") || words.next().is_some() {
            return None;
        }
        let headers = lines
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        Some(Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers.collect(),
        })
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter();
        found
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Response {
    /// 200, 304, 404, 405.
    pub(super) status: u16,
    /// All headers but those about the connection and the length.
    pub(super) headers: Vec<(String, String)>,
    /// The content, also where it is not sent (for `HEAD`).
    pub(super) body: Vec<u8>,
}

impl Response {
    /// Sends the answer to a request with this method and ends the connection.
    pub(super) fn write(&self, stream: &mut TcpStream, method: &str) -> io::Result<()> {
        let reason = match self.status {
            200 => "OK",
            304 => "Not Modified",
            404 => "Not Found",
            _ => "Method Not Allowed",
        };
        let mut head = format!("HTTP/1.1 {} {reason}\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.status != 304 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        if method != "HEAD" && self.status != 304 {
            stream.write_all(&self.body)?;
        }
        stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_taken_apart() {
        let head = "GET /a?b=c HTTP/1.1\r\nHost: x:1\r\nif-none-match: \"7\"\r\n\r\n";
        let request = Request::parse(head).expect("a request");
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("GET", "/a?b=c")
        );
        assert_eq!(request.header("If-None-Match"), Some("\"7\""));
        assert_eq!(request.header("Range"), None);
    }

    #[test]
    fn what_is_no_request_is_not_taken_for_one() {
        for head in ["", "GET /", "GET / HTTP/2", "GET / x HTTP/1.1", "\r\n\r\n"] {
            assert!(Request::parse(head).is_none(), "{head:?}");
        }
    }
}
