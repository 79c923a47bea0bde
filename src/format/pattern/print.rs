//! Prints fields by a pattern.

use crate::format::fields::Fields;
use crate::format::pattern::{Part, Pattern, Role, Shape};

impl Pattern {
    /// The text of these fields. Where a text may be written in several ways, it is the usual one.
    pub(crate) fn print(&self, fields: &Fields<'_>) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::End => break,
                Part::Tag(spellings) => {
                    text.push('{');
                    text.push_str(spellings.split('|').next().unwrap_or_default());
                    text.push('}');
                }
                Part::Opening(constant) | Part::Constant(constant) => text.push_str(constant),
                Part::Field(shape) => shape.encode(fields, &mut text),
            }
        }
        text
    }
}

impl Shape {
    fn encode(&self, fields: &Fields<'_>, text: &mut String) {
        let salt = fields.salt.as_deref().unwrap_or_default();
        match self.role {
            Role::Hash => text.push_str(fields.nested.as_deref().unwrap_or_default()),
            Role::Count
            | Role::CountPlusOne
            | Role::BlockSize
            | Role::Lanes
            | Role::Time
            | Role::Flags
            | Role::Length => {
                let variable = self.role.variable();
                let number = variable.and_then(|variable| fields.numbers.get(variable));
                let more = u32::from(self.role == Role::CountPlusOne);
                let number = number.unwrap_or_default().saturating_add(more);
                self.coding.print_number(number, text);
            }
            Role::Digest if self.is_cut() => {
                let mut digest = String::new();
                self.coding.encode(&fields.digest, &mut digest);
                text.extend(
                    digest
                        .chars()
                        .take(self.characters(None).unwrap_or_default()),
                );
            }
            Role::Digest => self.coding.encode(&fields.digest, text),
            Role::Salt => self.coding.encode(salt, text),
            Role::Template => {
                let template = fields.template.as_deref().unwrap_or_default();
                self.coding.encode(template, text);
            }
            Role::Salt2 => {
                self.coding
                    .encode(fields.salt2.as_deref().unwrap_or_default(), text);
            }
            Role::DigestThenSalt => self.coding.encode(&[&fields.digest, salt].concat(), text),
            Role::SaltThenDigest => self.coding.encode(&[salt, &fields.digest].concat(), text),
        }
    }
}
