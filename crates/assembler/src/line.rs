//! One line on its way through the parser: its tokens, and the values that stand in it.

use alloy_primitives::{U256, keccak256};

use crate::lexer::{Kind, Token};
use crate::number::{self, looks_like_number};
use crate::problem::{Place, Problems, quoted};
use crate::program::Operand;
use crate::signature;

/// The longest text that is a number: one word of the EVM.
const WORD_BYTES: usize = 32;

/// The tokens of a line, read from the left. Whoever finds a problem notes it and gives up on the
/// line: what follows would only be misunderstood.
pub(crate) struct Line<'t> {
    text: &'t str,
    tokens: &'t [Token],
    next: usize,
}

impl<'t> Line<'t> {
    pub(crate) fn new(text: &'t str, tokens: &'t [Token]) -> Self {
        Self {
            text,
            tokens,
            next: 0,
        }
    }

    pub(crate) fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.next)
    }

    pub(crate) fn take(&mut self) -> Option<&'t Token> {
        let token = self.peek()?;
        self.next += 1;
        Some(token)
    }

    /// Takes the symbol if it comes next.
    pub(crate) fn take_symbol(&mut self, symbol: char) -> Option<&'t Token> {
        self.peek().filter(|token| token.is(symbol))?;
        self.take()
    }

    /// Whether the symbol comes right after the token that comes next.
    pub(crate) fn symbol_follows(&self, symbol: char) -> bool {
        let following = self.tokens.get(self.next + 1);
        following.is_some_and(|token| token.is(symbol))
    }

    /// What the source text says at a place of this line.
    pub(crate) fn written(&self, place: Place) -> &'t str {
        self.text.get(place.range()).unwrap_or_default()
    }

    /// All that is left, as it was written, with where it is; none where nothing is left, or nothing
    /// that has not been noted as a problem already.
    pub(crate) fn rest(&mut self) -> Option<(&'t str, Place)> {
        let left = self.tokens.get(self.next..)?;
        if left.iter().any(|token| token.kind == Kind::Wrong) {
            return None;
        }
        let place = left.first()?.place.to(left.last()?.place);
        self.next = self.tokens.len();
        Some((self.written(place), place))
    }

    /// Notes a problem if anything is left on the line.
    pub(crate) fn end(&mut self, after: &str, problems: &mut Problems<'_>) -> Option<()> {
        let Some((rest, place)) = self.rest() else {
            return Some(());
        };
        let message = format!("Nothing more is expected after {after}: {}.", quoted(rest));
        problems.add_with_help(place, message, "A line holds one instruction.");
        None
    }

    /// Takes a name that is declared or referred to. `after` is what stands before it.
    pub(crate) fn name(
        &mut self,
        what: &str,
        after: Place,
        problems: &mut Problems<'_>,
    ) -> Option<(&'t str, Place)> {
        let Some(token) = self.take() else {
            problems.add(after, format!("{what} is missing here."));
            return None;
        };
        let word = self.written(token.place);
        let first = |letter: char| letter == '_' || letter.is_ascii_alphabetic();
        let plain = word
            .chars()
            .all(|letter| letter == '_' || letter.is_ascii_alphanumeric());
        if token.kind == Kind::Word && plain && word.starts_with(first) {
            return Some((word, token.place));
        }
        if token.kind == Kind::Wrong {
            return None;
        }
        let message = format!("{} is no name.", quoted(word));
        let help = "Names are made of the letters a to z and A to Z, digits and underscores, and start with no digit.";
        problems.add_with_help(token.place, message, help);
        None
    }

    /// Takes what an instruction pushes. `after` is what stands before it.
    pub(crate) fn operand(
        &mut self,
        after: Place,
        problems: &mut Problems<'_>,
    ) -> Option<(Operand, Place)> {
        let Some(token) = self.peek() else {
            let message = format!("{} needs a value.", self.written(after));
            let help =
                "A number, a text, a constant, @label, #data, selector(\"…\") or keccak(\"…\").";
            problems.add_with_help(after, message, help);
            return None;
        };
        let place = token.place;
        let word = self.written(place);
        match &token.kind {
            Kind::Symbol(mark @ ('@' | '#')) => {
                self.take();
                let (name, end) = self.name("The name", place, problems)?;
                let operand = match mark {
                    '@' => Operand::Address(name.to_owned()),
                    _ => Operand::Length(name.to_owned()),
                };
                Some((operand, place.to(end)))
            }
            Kind::Symbol('-') => {
                self.take();
                self.negative(place, problems)
            }
            Kind::Text(bytes) => {
                self.take();
                if bytes.is_empty() || bytes.len() > WORD_BYTES {
                    let length = bytes.len();
                    let message =
                        format!("A text that is pushed has 1 to 32 bytes; this one has {length}.");
                    let help = "A longer text is declared with `.data` and copied with CODECOPY.";
                    problems.add_with_help(place, message, help);
                    return None;
                }
                Some((Operand::Number(U256::from_be_slice(bytes)), place))
            }
            Kind::Word if self.symbol_follows('(') => {
                let (bytes, place) = self.function(problems)?;
                Some((Operand::Number(U256::from_be_slice(&bytes)), place))
            }
            Kind::Word if looks_like_number(word) => {
                self.take();
                let value = read_number(word, place, problems)?;
                Some((Operand::Number(value), place))
            }
            Kind::Word => {
                let (name, place) = self.name("The name", after, problems)?;
                Some((Operand::Constant(name.to_owned()), place))
            }
            Kind::Wrong => None,
            Kind::Directive | Kind::Symbol(_) => {
                let message = format!("{} is no value.", quoted(word));
                problems.add(place, message);
                None
            }
        }
    }

    /// A number after its minus sign, as the two's complement in 256 bits.
    fn negative(&mut self, sign: Place, problems: &mut Problems<'_>) -> Option<(Operand, Place)> {
        let Some(token) = self.take() else {
            problems.add(sign, "A number is missing after the minus sign.");
            return None;
        };
        let value = read_number(self.written(token.place), token.place, problems)?;
        let place = sign.to(token.place);
        if value > U256::ONE << 255 {
            problems.add(place, "The least negative number in 256 bits is -2^255.");
            return None;
        }
        Some((Operand::Number(value.wrapping_neg()), place))
    }

    /// `selector("…")`, four bytes, or `keccak("…")`, 32 bytes.
    fn function(&mut self, problems: &mut Problems<'_>) -> Option<(Vec<u8>, Place)> {
        let name = self.take()?;
        let open = self.take()?;
        let word = self.written(name.place);
        let is_selector = word.eq_ignore_ascii_case("selector");
        if !is_selector && !word.eq_ignore_ascii_case("keccak") {
            let message = format!("{} is no function of the assembler.", quoted(word));
            problems.add_with_help(name.place, message, "There are `selector` and `keccak`.");
            return None;
        }
        let argument = self.take();
        let Some((Kind::Text(bytes), place)) = argument.map(|token| (&token.kind, token.place))
        else {
            if argument.is_some_and(|token| token.kind == Kind::Wrong) {
                return None;
            }
            let place = argument.map_or(open.place, |token| token.place);
            problems.add(
                place,
                format!("{word} takes a text between quotation marks."),
            );
            return None;
        };
        let Some(close) = self.take_symbol(')') else {
            problems.add(place, "The closing parenthesis is missing.");
            return None;
        };
        let whole = name.place.to(close.place);
        if !is_selector {
            return Some((keccak256(bytes).to_vec(), whole));
        }
        match signature::canonical(&String::from_utf8_lossy(bytes)) {
            Ok(signature) => Some((keccak256(signature)[..4].to_vec(), whole)),
            Err(message) => {
                let help = "A signature looks like `transfer(address,uint256)`.";
                problems.add_with_help(place, message, help);
                None
            }
        }
    }

    /// Takes all that is left as bytes: `0x…`, texts, `selector("…")` and `keccak("…")`, with or
    /// without commas between them.
    pub(crate) fn bytes(&mut self, after: Place, problems: &mut Problems<'_>) -> Option<Vec<u8>> {
        if self.peek().is_none() {
            let message = format!("{} needs bytes.", self.written(after));
            problems.add_with_help(
                after,
                message,
                "Write 0x and hexadecimal digits, or a text.",
            );
            return None;
        }
        let mut all = Vec::new();
        while let Some(token) = self.peek() {
            match &token.kind {
                Kind::Text(bytes) => {
                    self.take();
                    all.extend_from_slice(bytes);
                }
                Kind::Wrong => return None,
                Kind::Word if self.symbol_follows('(') => {
                    all.extend(self.function(problems)?.0);
                }
                _ => {
                    self.take();
                    match number::bytes(self.written(token.place)) {
                        Ok(bytes) => all.extend(bytes),
                        Err(message) => {
                            problems.add(token.place, message);
                            return None;
                        }
                    }
                }
            }
            self.take_symbol(',');
        }
        Some(all)
    }
}

fn read_number(word: &str, place: Place, problems: &mut Problems<'_>) -> Option<U256> {
    match number::number(word) {
        Ok(value) => Some(value),
        Err(reason) => {
            let (message, help) = reason.sentence(&quoted(word));
            problems.push(place, message, help);
            None
        }
    }
}
