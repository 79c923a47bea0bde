//! Spellings: how the exports of known systems wrap hashes whose algorithms this crate has. One
//! family a file; each reads its own grammar and then builds an existing payload.

pub mod logto;
