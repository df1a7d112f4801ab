//! The stable code of every diagnostic. Each has a page `docs/diagnostics/CODE.md` and a case in
//! `tests/cases/diagnostics/`; a test counts them.

use std::fmt;

/// How bad it is: an error keeps the program from running; a warning is legal and probably not meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($severity:ident { $($name:ident = $text:literal,)* })*) => {
        /// A stable name of a kind of problem.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code { $($($name,)*)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$($(Self::$name,)*)*];

            pub fn as_str(self) -> &'static str {
                match self { $($(Self::$name => $text,)*)* }
            }

            pub fn severity(self) -> Severity {
                match self { $($(Self::$name)|* => Severity::$severity,)* }
            }
        }
    };
}

// One line a code, errors by the question that finds them, then warnings.
codes! {
    Error {
        // The form of the text.
        UnknownItem = "unknown-item",
        UnknownClause = "unknown-clause",
        MisplacedClause = "misplaced-clause",
        Unreadable = "unreadable",
        MisspeltWord = "misspelt-word",
        MissingWord = "missing-word",
        MissingPart = "missing-part",
        StrayWord = "stray-word",
        StrayMark = "stray-mark",
        StrayColon = "stray-colon",
        MissingComma = "missing-comma",
        StrayComma = "stray-comma",
        UnclosedBrace = "unclosed-brace",
        StrayBrace = "stray-brace",
        UnclosedText = "unclosed-text",
        TextQuotes = "text-quotes",
        TextEscape = "text-escape",
        NameForm = "name-form",
        MoneyForm = "money-form",
        MoneyDecimals = "money-decimals",
        UnknownCurrency = "unknown-currency",
        NumberForm = "number-form",
        NumberTooLarge = "number-too-large",
        DateForm = "date-form",
        NoSuchDate = "no-such-date",
        WholeDay = "whole-day",
        DurationForm = "duration-form",
        OperatorForm = "operator-form",
        NestedTooDeeply = "nested-too-deeply",
        AvailableForm = "available-form",
        EarnsForm = "earns-form",
        EnrollRepeat = "enroll-repeat",
        AggregateForm = "aggregate-form",
        WindowForm = "window-form",
        WindowLast = "window-last",
        WindowMissing = "window-missing",
        ReachesForm = "reaches-form",
        AtMostForm = "at-most-form",
        TimingLast = "timing-last",
        TimingMissing = "timing-missing",
        CreditIsForwardOnly = "credit-is-forward-only",
        ExpireForm = "expire-form",
        LimitForm = "limit-form",
        TableForm = "table-form",
        RepeatedOption = "repeated-option",
        NeedlessOption = "needless-option",
    }
    Warning {
        UnboundedCredit = "unbounded-credit",
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
