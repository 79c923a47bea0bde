//! The operator's JSON, with places for what somebody typed.

use std::fmt;
use std::io;
use std::net::IpAddr;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::json::{members, too_deep};
use crate::passthrough::PassthroughError;

/// The body of the requests to the old system: JSON of any shape, with placeholders in its strings.
///
/// | Placeholder | What comes in its place |
/// |---|---|
/// | `{identifier}` | who somebody says to be; has to be there |
/// | `{password}` | the password, as it was typed; has to be there |
/// | `{code}` | the passthrough code, by which the old system knows this service |
/// | `{address}` | the client's IP address; nothing, where it is not known |
///
/// A string may have other text around them. A brace that belongs to none is doubled: `{{` and
/// `}}`, as in Rust's `format!`. Placeholders are looked for once, in the values of the parsed
/// template, and never in names or in what comes in their place: whatever is typed stays one string.
/// Numbers keep all their digits, and objects their order.
///
/// ```
/// use legacy_hash_login::Template;
///
/// Template::new(r#"{"login": {"email": "{identifier}", "secret": "{password}"}, "tenant": 7}"#)?;
/// let json = r#"{"email": "{identifier}", "password": "{password}", "passthroughCode": "{code}"}"#;
/// Template::with_code(json, "a secret of both systems")?;
/// // Both have to agree: a place for a code, and a code.
/// assert!(Template::new(json).is_err());
/// # Ok::<(), legacy_hash_login::PassthroughError>(())
/// ```
pub struct Template(Node);

/// JSON whose strings have places in them.
enum Node {
    /// A number, a boolean or null.
    Fixed(Box<RawValue>),
    Text(Vec<Part>),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// A part of a string.
enum Part {
    /// As it is. The passthrough code is among these.
    Literal(Zeroizing<String>),
    Slot(Slot),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Identifier,
    Password,
    Address,
}

/// Every placeholder. The code has no slot: it is the same in all requests.
const PLACEHOLDERS: [(&str, Option<Slot>); 4] = [
    ("{identifier}", Some(Slot::Identifier)),
    ("{password}", Some(Slot::Password)),
    ("{address}", Some(Slot::Address)),
    ("{code}", None),
];

/// What comes into the slots.
#[derive(Clone, Copy)]
pub(crate) struct Typed<'a> {
    pub(crate) identifier: &'a str,
    pub(crate) password: &'a str,
    pub(crate) address: Option<IpAddr>,
}

impl Template {
    /// A template without `{code}`.
    ///
    /// # Errors
    /// The text is not JSON; `{identifier}` or `{password}` is not in its values; a brace is neither
    /// doubled nor part of a placeholder; there is a placeholder in a name, or `{code}`.
    pub fn new(json: &str) -> Result<Self, PassthroughError> {
        Self::read(json, None)
    }

    /// A template with `{code}`, and the code.
    ///
    /// # Errors
    /// As for [`new`](Self::new); and the code is empty, or has no place in the template.
    pub fn with_code(json: &str, code: &str) -> Result<Self, PassthroughError> {
        if code.is_empty() {
            return Err(PassthroughError::EmptyCode);
        }
        Self::read(json, Some(code))
    }

    fn read(json: &str, code: Option<&str>) -> Result<Self, PassthroughError> {
        if let Some(place) = too_deep(json) {
            return Err(syntax_error(json, place, 1, 1));
        }
        let mut reader = Reader {
            json,
            code,
            has_code: false,
            slots: Vec::new(),
        };
        let root = reader.read(json)?;
        if !reader.slots.contains(&Slot::Identifier) {
            return Err(PassthroughError::Missing("{identifier}"));
        }
        if !reader.slots.contains(&Slot::Password) {
            return Err(PassthroughError::Missing("{password}"));
        }
        if code.is_some() && !reader.has_code {
            return Err(PassthroughError::Missing("{code}"));
        }
        Ok(Self(root))
    }

    /// The template with its slots filled.
    pub(crate) fn fill(&self, typed: Typed<'_>) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        let filled = Filled {
            node: &self.0,
            typed,
        };
        // A buffer that grows would leave a copy of the password behind.
        let mut length = Counter(0);
        serde_json::to_writer(&mut length, &filled)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
        serde_json::to_writer(&mut *bytes, &filled)?;
        Ok(bytes)
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Template")
    }
}

struct Reader<'a> {
    json: &'a str,
    code: Option<&'a str>,
    has_code: bool,
    slots: Vec<Slot>,
}

impl Reader<'_> {
    /// Reads a part of the template.
    fn read(&mut self, part: &str) -> Result<Node, PassthroughError> {
        // `part` is a slice of the template, and this is where it begins there.
        let place = (part.as_ptr() as usize).saturating_sub(self.json.as_ptr() as usize);
        let json = self.json;
        let wrong =
            |error: serde_json::Error| syntax_error(json, place, error.line(), error.column());
        Ok(match part.trim_start().as_bytes().first() {
            Some(b'{') => {
                let mut nodes: Vec<(String, Node)> = Vec::new();
                for (name, value) in members(part).map_err(wrong)? {
                    if PLACEHOLDERS.iter().any(|(word, _)| name.contains(word)) {
                        return Err(PassthroughError::PlaceholderInName);
                    }
                    let node = self.read(value.get())?;
                    // Of a name that stands twice the last value counts, at the place of the first.
                    match nodes.iter_mut().find(|(other, _)| *other == name) {
                        Some((_, other)) => *other = node,
                        None => nodes.push((name, node)),
                    }
                }
                Node::Object(nodes)
            }
            Some(b'[') => {
                let values: Vec<&RawValue> = serde_json::from_str(part).map_err(wrong)?;
                let nodes = values.into_iter().map(|value| self.read(value.get()));
                Node::Array(nodes.collect::<Result<_, _>>()?)
            }
            Some(b'"') => {
                let text: String = serde_json::from_str(part).map_err(wrong)?;
                Node::Text(self.text(&text)?)
            }
            _ => Node::Fixed(serde_json::from_str(part).map_err(wrong)?),
        })
    }

    fn text(&mut self, mut rest: &str) -> Result<Vec<Part>, PassthroughError> {
        let mut parts = Vec::new();
        let mut literal = Zeroizing::new(String::new());
        while let Some((before, _)) = rest.split_once(['{', '}']) {
            literal.push_str(before);
            rest = rest.strip_prefix(before).unwrap_or_default();
            if let Some(after) = rest.strip_prefix("{{").or(rest.strip_prefix("}}")) {
                literal.push_str(if rest.starts_with('{') { "{" } else { "}" });
                rest = after;
                continue;
            }
            let (after, slot) = PLACEHOLDERS
                .iter()
                .find_map(|&(word, slot)| Some((rest.strip_prefix(word)?, slot)))
                .ok_or(PassthroughError::Brace)?;
            rest = after;
            match slot {
                Some(slot) => {
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                    parts.push(Part::Slot(slot));
                    self.slots.push(slot);
                }
                None => {
                    literal.push_str(self.code.ok_or(PassthroughError::NoCode)?);
                    self.has_code = true;
                }
            }
        }
        literal.push_str(rest);
        parts.push(Part::Literal(literal));
        Ok(parts)
    }
}

/// A mistake in a part of a template that begins so many bytes behind the template's beginning. Lines
/// and columns count from 1.
fn syntax_error(json: &str, place: usize, line: usize, column: usize) -> PassthroughError {
    let before = json.as_bytes().get(..place).unwrap_or_default();
    let lines = before.split(|&byte| byte == b'\n');
    let on_its_line = lines.clone().next_back().map_or(0, <[u8]>::len);
    PassthroughError::TemplateSyntax {
        line: lines.count().saturating_sub(1).saturating_add(line),
        column: match line {
            0 | 1 => on_its_line.saturating_add(column),
            _ => column,
        },
    }
}

/// A node with its slots filled, as serde_json writes it.
struct Filled<'a> {
    node: &'a Node,
    typed: Typed<'a>,
}

impl Serialize for Filled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let typed = self.typed;
        let filled = |node| Filled { node, typed };
        match self.node {
            Node::Fixed(value) => value.serialize(serializer),
            Node::Text(parts) => serializer.collect_str(&FilledText { parts, typed }),
            Node::Array(nodes) => serializer.collect_seq(nodes.iter().map(filled)),
            Node::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, node) in entries {
                    map.serialize_entry(name, &filled(node))?;
                }
                map.end()
            }
        }
    }
}

/// A string with its slots filled. It is escaped piece by piece while it is written, so that it
/// never stands in memory as a whole.
struct FilledText<'a> {
    parts: &'a [Part],
    typed: Typed<'a>,
}

impl fmt::Display for FilledText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.parts {
            match part {
                Part::Literal(text) => f.write_str(text)?,
                Part::Slot(Slot::Identifier) => f.write_str(self.typed.identifier)?,
                Part::Slot(Slot::Password) => f.write_str(self.typed.password)?,
                Part::Slot(Slot::Address) => {
                    if let Some(address) = self.typed.address {
                        write!(f, "{address}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Counts what is written.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffer_is_exactly_as_long_as_its_text() {
        let template = Template::new(r#"["{identifier}", "{password}"]"#).unwrap();
        for password in ["x", "\u{1}\"\\é", &"\0".repeat(5000)] {
            let identifier = "ann";
            let typed = Typed {
                identifier,
                password,
                address: None,
            };
            let body = template.fill(typed).unwrap();
            assert_eq!(body.capacity(), body.len());
        }
    }
}
