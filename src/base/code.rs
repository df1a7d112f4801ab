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
        Syntax = "syntax",
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
