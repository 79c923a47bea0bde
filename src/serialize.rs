//! What stands in configuration files, by serde: limits as named numbers, and by their names what has
//! names.
//!
//! Hashes and contexts are not among it: there would be hashes and peppers in logs.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::algorithm::Algorithm;
use crate::expression::Expression;
use crate::format::table::Format;
use crate::limits::Limits;

/// Reads a text by [`FromStr`], and says what is wrong in the words of its error.
struct Text<T> {
    expected: &'static str,
    read: PhantomData<T>,
}

impl<T> Text<T> {
    const fn of(expected: &'static str) -> Self {
        let read = PhantomData;
        Self { expected, read }
    }
}

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

macro_rules! texts {
    ($($type:ty: $expected:literal,)*) => {$(
        impl Serialize for $type {
            /// As its [`Display`](fmt::Display) writes it.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            /// As its [`FromStr`] reads it.
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text::<Self>::of($expected))
            }
        }
    )*};
}

texts! {
    Algorithm: "the name of an algorithm",
    Format: "the name of a format",
    Expression: "an expression",
}

/// The name of a limit.
struct Name(&'static str);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl Visitor<'_> for Names {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a limit")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Name, E> {
                let known = LIMITS.iter().find(|name| **name == text);
                known
                    .map(|name| Name(name))
                    .ok_or_else(|| E::unknown_field(text, LIMITS))
            }
        }

        deserializer.deserialize_identifier(Names)
    }
}

macro_rules! limits {
    ($($field:ident,)*) => {
        /// The names of all limits.
        const LIMITS: &[&str] = &[$(stringify!($field),)*];

        impl Serialize for Limits {
            /// All of them, by their names.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // Whole: a new limit that is not listed does not compile.
                let Self { $($field,)* } = self;
                let mut fields = serializer.serialize_struct("Limits", LIMITS.len())?;
                $(fields.serialize_field(stringify!($field), $field)?;)*
                fields.end()
            }
        }

        impl<'de> Deserialize<'de> for Limits {
            /// Those that are there, by their names; the others are the [default](Limits::default)'s.
            /// Another name is refused, and a name that comes twice.
            ///
            /// Formats without names, which tell fields by their order, are not read: with a limit more
            /// they would be misread.
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_struct("Limits", LIMITS, Fields)
            }
        }

        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Limits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("limits by their names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Limits, A::Error> {
                $(let mut $field = None;)*
                while let Some(Name(name)) = map.next_key()? {
                    match name {
                        $(stringify!($field) => {
                            if $field.replace(map.next_value()?).is_some() {
                                return Err(A::Error::duplicate_field(name));
                            }
                        })*
                        _ => return Err(A::Error::unknown_field(name, LIMITS)),
                    }
                }
                let default = Limits::default();
                Ok(Limits {
                    $($field: $field.unwrap_or(default.$field),)*
                })
            }
        }
    };
}

limits! {
    encoded_bytes,
    password_bytes,
    salt_bytes,
    memory_kib,
    work_kib,
    lanes,
    sign_in_work_kib,
}
