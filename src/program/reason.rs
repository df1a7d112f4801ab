//! Why something was refused, cancelled or revoked: words that the ledger says and scenarios expect.

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($variant,)* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in the ledger.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The reason that has this word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.as_str() == word)
            }
        }
    )* };
}

reasons! {
    /// Why an enrollment was refused, in the order in which the reasons are asked (section 4).
    EnrollmentRefusal {
        NotAvailable = "not_available",
        AlreadyEnrolled = "already_enrolled",
        StillRunning = "still_running",
        TooLate = "too_late",
        Exclusive = "exclusive",
        NotEligible = "not_eligible",
        Unlisted = "unlisted",
        Currency = "currency",
    }
    /// Why a credit was refused, in the order in which the reasons are asked (section 4, "Rounding").
    CreditRefusal {
        Zero = "zero",
        ExpiresBeforeIssue = "expires_before_issue",
        Limit = "limit",
    }
    /// Why a scheduled credit was cancelled.
    Cancellation {
        Refunded = "refunded",
        Revoked = "revoked",
        AccountClosed = "account_closed",
    }
    /// Why a credit was revoked.
    Revocation {
        Clawback = "clawback",
        Revoked = "revoked",
        AccountClosed = "account_closed",
    }
}
