//! Signatures as they are hashed for selectors: a name and types, spelt in the one canonical way
//! (Solidity's [ABI specification][1]). A selector of another spelling is the selector of nothing.
//!
//! [1]: https://docs.soliditylang.org/en/latest/abi-spec.html#function-selector

/// How deep tuples may lie in one another.
const DEEPEST: usize = 16;

/// The canonical spelling of `name(type,type)`: without spaces, `uint` as `uint256`.
///
/// # Errors
///
/// A sentence that says what is wrong.
pub(crate) fn canonical(text: &str) -> Result<String, String> {
    let mut reader = Reader {
        rest: text.trim(),
        out: String::new(),
    };
    let name = reader.word();
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        return Err("A signature starts with a name.".into());
    }
    reader.out.push_str(name);
    if !reader.rest.starts_with('(') {
        return Err("After the name come the types in parentheses.".into());
    }
    reader.tuple(0)?;
    if reader.rest.is_empty() {
        Ok(reader.out)
    } else {
        Err("A signature ends with the parenthesis after its types.".into())
    }
}

/// What is left of a signature, and the canonical spelling of what was read.
struct Reader<'a> {
    rest: &'a str,
    out: String,
}

impl<'a> Reader<'a> {
    fn word(&mut self) -> &'a str {
        let letter = |at: char| at.is_ascii_alphanumeric() || at == '_' || at == '$';
        let end = self.rest.find(|at| !letter(at)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        word
    }

    /// Reads one character if it comes next.
    fn take(&mut self, wanted: char) -> bool {
        let Some(rest) = self.rest.strip_prefix(wanted) else {
            return false;
        };
        self.rest = rest.trim_start();
        self.out.push(wanted);
        true
    }

    /// Types in parentheses.
    fn tuple(&mut self, depth: usize) -> Result<(), String> {
        self.take('(');
        if self.take(')') {
            return Ok(());
        }
        loop {
            self.one_type(depth)?;
            if self.take(')') {
                return Ok(());
            }
            if !self.take(',') {
                return Err(if self.rest.is_empty() {
                    "The parenthesis after the types is missing.".into()
                } else {
                    "Types are separated by commas and have no names in a signature.".into()
                });
            }
        }
    }

    fn one_type(&mut self, depth: usize) -> Result<(), String> {
        if self.rest.starts_with('(') {
            if depth == DEEPEST {
                return Err(format!("Tuples lie at most {DEEPEST} deep in one another."));
            }
            self.tuple(depth + 1)?;
        } else {
            let word = self.word();
            match word {
                "" => return Err("A type is missing.".into()),
                "uint" | "int" => self.out.push_str(&format!("{word}256")),
                _ if is_elementary(word) => self.out.push_str(word),
                _ => {
                    return Err(format!(
                        "{} is no type; structs are written as (type,type), contracts as address, enums as uint8.",
                        crate::problem::quoted(word)
                    ));
                }
            }
        }
        while self.take('[') {
            let length = self.word();
            if !length.bytes().all(|digit| digit.is_ascii_digit()) || length.starts_with('0') {
                return Err("An array's length is a number, or nothing.".into());
            }
            self.out.push_str(length);
            if !self.take(']') {
                return Err("A bracket is not closed.".into());
            }
        }
        Ok(())
    }
}

/// Whether a word is a type of the ABI that is made of no others.
fn is_elementary(word: &str) -> bool {
    let number = |start: &str| -> Option<u16> {
        let digits = word.strip_prefix(start)?;
        let plain = digits.bytes().all(|digit| digit.is_ascii_digit()) && !digits.starts_with('0');
        plain.then(|| digits.parse().ok())?
    };
    let bits = number("uint").or_else(|| number("int"));
    matches!(word, "address" | "bool" | "string" | "bytes" | "function")
        || bits.is_some_and(|bits| (8..=256).contains(&bits) && bits % 8 == 0)
        || number("bytes").is_some_and(|bytes| (1..=32).contains(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_spelt_in_one_way() {
        for (written, canonically) in [
            ("count()", "count()"),
            (" transfer( address , uint ) ", "transfer(address,uint256)"),
            (
                "f((uint8,bytes32[])[3][],bool)",
                "f((uint8,bytes32[])[3][],bool)",
            ),
            ("f(())", "f(())"),
        ] {
            assert_eq!(canonical(written).as_deref(), Ok(canonically));
        }
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        let deep = format!("f{}", "(".repeat(100_000));
        for wrong in [
            "",
            "f",
            "(uint)",
            "f(",
            "f(uint",
            "f(uint,)",
            "f(address to)",
            "f(uint7)",
            "f(IERC20)",
            "f(bytes33)",
            "f(uint[)",
            "f(uint[x])",
            "f() x",
            "1f()",
            "f(uint[0])",
            &deep,
        ] {
            assert!(canonical(wrong).is_err(), "{wrong}");
        }
    }
}
