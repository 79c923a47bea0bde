//! One row of the table: a spelling and its computation, both data. And a family of them.

use core::fmt;

use crate::context::Need;
use crate::error::Field;
use crate::expression::{CompiledRow, Expression, Outermost};
use crate::format::fields::Fields;
use crate::format::pattern::Pattern;
use crate::format::pattern::parse::InvalidPattern;

/// A spelling of stored hashes, with what is computed for it.
pub(crate) struct Row {
    /// Lower-case letters, digits and `-`. Configurations hold it: it is never changed or taken away.
    pub(crate) name: &'static str,
    pub(crate) reading: Reading,
    /// What is computed and compared. None where that is the nested hash's own affair.
    expression: Option<CompiledRow>,
    /// Where the text says itself what is computed: the expression that it says.
    pub(crate) template: Option<Template>,
    pub(crate) detection: Detection,
    /// The feature that reads its texts, if it may be compiled out.
    pub(crate) feature: Option<&'static str>,
    /// A text of this spelling. The table's vectors say of which password.
    pub(crate) example: &'static str,
    /// What its user has to know besides, in Markdown: what a constant is, of which releases it is.
    pub(crate) note: &'static str,
    /// Where the rule is from: the system's own file, an RFC, a documentation. A second sentence says what
    /// the system does to a password that the rule cannot say.
    pub(crate) source: &'static str,
}

/// The rows of one kind of systems, and what the documents say of them.
#[derive(Debug)]
pub struct Family {
    /// A heading.
    pub title: &'static str,
    /// What its page in `docs/formats` is called, without `.md`.
    pub page: &'static str,
    /// What its texts look like and how they are read, in Markdown.
    pub about: &'static str,
    /// Some of what it reads, in Markdown.
    pub known: &'static str,
    pub(crate) rows: &'static [Row],
}

/// How the row's texts are read and written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reading {
    /// By a file of its own beside the table. The pattern only tells whose text it is.
    Own(Pattern),
    Pattern(Pattern),
    /// No pattern holds the grammar.
    Functions(Functions),
}

/// A grammar that is no pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Functions {
    /// What a pattern of them would say, for the documents.
    pub(crate) pattern: &'static str,
    /// What its texts begin with.
    pub(crate) mark: &'static str,
    /// Whether a text with the mark has the shape of one of them.
    pub(crate) fits: fn(&str) -> bool,
    pub(crate) cut: for<'t> fn(&'t str) -> Result<Fields<'t>, Unread>,
    /// The same, where the digest may be left out.
    pub(crate) measure: for<'t> fn(&'t str) -> Result<Fields<'t>, Unread>,
    pub(crate) print: fn(&Fields<'_>) -> String,
}

/// Reads the computation that a text says.
pub(crate) type Template = fn(&Fields<'_>) -> Result<Expression, Unread>;

/// Why a text of a row is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// This field is wrong.
    Malformed(Field),
    /// This function is not computed here, or what reads its texts is compiled out.
    Missing(&'static str),
}

impl From<Field> for Unread {
    fn from(field: Field) -> Self {
        Self::Malformed(field)
    }
}

/// Whether a text says that it is of this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detection {
    /// Whatever begins with the mark, sound or not.
    Mark,
    /// What begins with the mark and is sound: the mark alone says too little.
    Shape,
    /// Never: the owner of the table has to say so.
    Declared,
}

/// A row whose mark says what it is.
pub(crate) const fn row(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    example: &'static str,
    source: &'static str,
) -> Row {
    let reading = Reading::Pattern(compiled(pattern));
    build(
        name,
        reading,
        computed(expression),
        Detection::Mark,
        example,
        source,
    )
}

/// A row whose texts are told by their mark and their shape together.
pub(crate) const fn shape(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    example: &'static str,
    source: &'static str,
) -> Row {
    Row {
        detection: Detection::Shape,
        ..row(name, pattern, expression, example, source)
    }
}

/// A row that has to be declared.
pub(crate) const fn declared(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    example: &'static str,
    source: &'static str,
) -> Row {
    Row {
        detection: Detection::Declared,
        ..row(name, pattern, expression, example, source)
    }
}

/// A row that wraps another hash's text and adds nothing to its computation.
pub(crate) const fn wrapper(
    name: &'static str,
    pattern: &'static str,
    example: &'static str,
    source: &'static str,
) -> Row {
    let reading = Reading::Pattern(compiled(pattern));
    build(name, reading, None, Detection::Mark, example, source)
}

/// A row whose texts say themselves what is computed; `expression` has its outermost function.
pub(crate) const fn template(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    template: Template,
    example: &'static str,
    source: &'static str,
) -> Row {
    Row {
        template: Some(template),
        ..row(name, pattern, expression, example, source)
    }
}

/// A row that is read by a file of its own.
pub(crate) const fn own(
    name: &'static str,
    pattern: &'static str,
    expression: &'static str,
    detection: Detection,
    example: &'static str,
    source: &'static str,
) -> Row {
    let reading = Reading::Own(compiled(pattern));
    build(
        name,
        reading,
        computed(expression),
        detection,
        example,
        source,
    )
}

/// A row whose grammar is no pattern.
pub(crate) const fn functions(
    name: &'static str,
    functions: Functions,
    expression: &'static str,
    example: &'static str,
    source: &'static str,
) -> Row {
    let reading = Reading::Functions(functions);
    build(
        name,
        reading,
        computed(expression),
        Detection::Mark,
        example,
        source,
    )
}

/// A row of records in JSON, which say themselves what is computed. A password may begin like one.
pub(crate) const fn record(
    name: &'static str,
    functions: Functions,
    expression: &'static str,
    template: Template,
    example: &'static str,
    source: &'static str,
) -> Row {
    Row {
        template: Some(template),
        feature: Some("records"),
        detection: Detection::Shape,
        ..self::functions(name, functions, expression, example, source)
    }
}

/// A wrong pattern does not compile.
#[expect(clippy::panic, reason = "it is called by the compiler only")]
const fn compiled(pattern: &'static str) -> Pattern {
    match Pattern::new(pattern) {
        Ok(pattern) => pattern,
        Err(InvalidPattern(reason)) => panic!("{}", reason),
    }
}

/// A wrong expression does not compile.
const fn computed(expression: &'static str) -> Option<CompiledRow> {
    Some(Expression::row(expression))
}

/// A row without a source does not compile.
const fn build(
    name: &'static str,
    reading: Reading,
    expression: Option<CompiledRow>,
    detection: Detection,
    example: &'static str,
    source: &'static str,
) -> Row {
    assert!(!source.is_empty(), "a row says where its rule is from");
    Row {
        name,
        reading,
        expression,
        template: None,
        feature: None,
        detection,
        example,
        note: "",
        source,
    }
}

impl Row {
    /// The same with a note.
    pub(crate) const fn noted(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// The same, but its texts are told in this way.
    pub(crate) const fn told(self, detection: Detection) -> Self {
        Self { detection, ..self }
    }

    /// The same, but each text says what is computed.
    pub(crate) const fn saying(self, template: Template) -> Self {
        Self {
            template: Some(template),
            ..self
        }
    }

    /// Whether its texts hold another hash's text.
    pub(crate) const fn wraps(&self) -> bool {
        match &self.reading {
            Reading::Own(_) => false,
            Reading::Pattern(pattern) => pattern.has_hash(),
            // What those wrap is no wrapper.
            Reading::Functions(_) => false,
        }
    }

    /// Whether texts say themselves that they are of this row.
    pub(crate) const fn is_detected(&self) -> bool {
        !matches!(self.detection, Detection::Declared)
    }

    /// The text's fields, decoded, and what is [computed](Self::computation).
    ///
    /// # Errors
    /// The first field that is wrong.
    pub(crate) fn read<'t>(
        &'static self,
        text: &'t str,
    ) -> Result<(Fields<'t>, Option<Expression>), Unread> {
        let fields = self.cut(text)?;
        let computation = self.computation(&fields)?;
        Ok((fields, computation))
    }

    pub(crate) fn cut<'t>(&'static self, text: &'t str) -> Result<Fields<'t>, Unread> {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => {
                Ok(pattern.cut(text, self.digest_len())?)
            }
            Reading::Functions(functions) => (functions.cut)(text),
        }
    }

    /// The text's fields without the digest, and with zeros for the salts.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub(crate) fn measure<'t>(&'static self, text: &'t str) -> Result<Fields<'t>, Unread> {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => {
                Ok(pattern.measure(text, self.digest_len())?)
            }
            Reading::Functions(functions) => (functions.measure)(text),
        }
    }

    /// What is computed and compared for these fields. None where that is the nested hash's own affair.
    ///
    /// # Errors
    /// Where the text says what is computed, and that is nothing known, or for which numbers, and that is not
    /// defined.
    pub(crate) fn computation(
        &'static self,
        fields: &Fields<'_>,
    ) -> Result<Option<Expression>, Unread> {
        let computation = match self.template {
            Some(read) => Some(read(fields)?),
            None => self.expression(),
        };
        match computation {
            Some(expression) if !expression.is_defined(&fields.numbers) => {
                Err(Unread::Malformed(Field::Parameters))
            }
            computation => Ok(computation),
        }
    }

    /// The text of these fields, in its usual spelling: cut again, it gives the same fields.
    pub(crate) fn print(&self, fields: &Fields<'_>) -> String {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => pattern.print(fields),
            Reading::Functions(functions) => (functions.print)(fields),
        }
    }

    /// Whether a text with this row's mark is one of its texts, and no other's with the same mark: by
    /// its lengths, and where the mark alone says too little, by its characters. A pattern decodes and
    /// allocates nothing for it.
    pub(crate) fn fits(&'static self, text: &str) -> bool {
        let digest = self.digest_len();
        match (&self.reading, self.detection) {
            (Reading::Own(pattern) | Reading::Pattern(pattern), Detection::Shape) => {
                pattern.fits(text, digest)
            }
            (Reading::Own(pattern) | Reading::Pattern(pattern), _) => {
                pattern.measures(text, digest)
            }
            (Reading::Functions(functions), _) => (functions.fits)(text),
        }
    }

    /// Whether no text with the mark of both is of both rows: their first fields have other lengths, or what
    /// divides the fields of one is no character of the other.
    pub(crate) const fn is_told_from(&self, other: &Self) -> bool {
        if self.is_undivided() && other.is_divided() || self.is_divided() && other.is_undivided() {
            return true;
        }
        let (Some([own, own_padded]), Some([one, padded])) =
            (self.first_characters(), other.first_characters())
        else {
            return false;
        };
        own != one && own != padded && own_padded != one && own_padded != padded
    }

    /// Whether its texts are told by their characters, and all behind the mark is one piece of hexadecimal or
    /// base64.
    const fn is_undivided(&self) -> bool {
        match &self.reading {
            Reading::Pattern(pattern) => {
                matches!(self.detection, Detection::Shape) && pattern.is_undivided()
            }
            Reading::Own(_) | Reading::Functions(_) => false,
        }
    }

    /// Whether its texts have a character that neither hexadecimal nor base64 has.
    const fn is_divided(&self) -> bool {
        match &self.reading {
            Reading::Pattern(pattern) => pattern.is_divided(),
            Reading::Own(_) | Reading::Functions(_) => false,
        }
    }

    const fn first_characters(&self) -> Option<[usize; 2]> {
        match &self.reading {
            Reading::Pattern(pattern) => {
                let has_alphabet = matches!(self.detection, Detection::Shape);
                pattern.first_characters(self.digest_len(), has_alphabet)
            }
            Reading::Own(_) | Reading::Functions(_) => None,
        }
    }

    /// How its texts are built.
    pub(crate) const fn pattern(&self) -> &'static str {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => pattern.source(),
            Reading::Functions(functions) => functions.pattern,
        }
    }

    /// What its texts begin with: the spellings of a tag, and the constants behind it or instead of it.
    pub(crate) const fn mark(&self) -> (&'static str, [&'static str; 2]) {
        match &self.reading {
            Reading::Own(pattern) | Reading::Pattern(pattern) => pattern.mark(),
            Reading::Functions(functions) => ("", [functions.mark, ""]),
        }
    }

    /// What is computed and compared, by all that the table knows: a text may say more. None where that
    /// is the nested hash's own affair.
    pub(crate) fn expression(&'static self) -> Option<Expression> {
        self.expression.as_ref().map(CompiledRow::expression)
    }

    /// What is computed takes besides the password and what the text holds.
    pub(crate) fn needs(&'static self) -> impl Iterator<Item = Need> {
        let expression = self.expression();
        let needs = expression.iter().flat_map(Expression::needs);
        let needs: Vec<_> = needs.filter(|need| !self.holds(*need)).collect();
        needs.into_iter()
    }

    /// Whether the text holds it.
    fn holds(&self, need: Need) -> bool {
        match (&self.reading, need) {
            (Reading::Own(pattern) | Reading::Pattern(pattern), Need::Salt) => pattern.has_salt(),
            (Reading::Own(pattern) | Reading::Pattern(pattern), Need::Salt2) => pattern.has_salt2(),
            // Their texts hold everything.
            (Reading::Functions(_), Need::Salt | Need::Salt2) => true,
            (_, Need::User | Need::Constant(_)) => false,
        }
    }

    /// The digest's length in bytes, before it is cut. None where text is compared, or a nested hash's
    /// digest.
    pub(crate) const fn digest_len(&self) -> Option<usize> {
        let Some(expression) = &self.expression else {
            return None;
        };
        match expression.outermost() {
            Outermost::Digest { len, .. } => Some(len),
            Outermost::Derived { len, .. } => len,
            Outermost::Text | Outermost::Stored(_) => None,
        }
    }

    /// Makes of the bytes that were computed those that are stored, where a spelling cuts its digests.
    pub(crate) fn cut_digest<'d>(&self, computed: &'d mut [u8]) -> &'d [u8] {
        let Reading::Pattern(pattern) = &self.reading else {
            return computed;
        };
        let Some(bits) = pattern.digest_bits() else {
            return computed;
        };
        let len = bits.div_ceil(8).min(computed.len());
        let (kept, _) = computed.split_at_mut(len);
        if let (Some(last), 1..) = (kept.last_mut(), bits % 8) {
            *last &= u8::MAX >> 8_usize.saturating_sub(bits % 8);
        }
        kept
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Row").field(&self.name).finish()
    }
}
