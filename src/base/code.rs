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
        // The program, its account and its events.
        MissingProgram = "missing-program",
        RepeatedProgram = "repeated-program",
        MissingTimezone = "missing-timezone",
        RepeatedTimezone = "repeated-timezone",
        UnknownTimezone = "unknown-timezone",
        RepeatedAccount = "repeated-account",
        ReservedName = "reserved-name",
        DuplicateField = "duplicate-field",
        DuplicateSymbol = "duplicate-symbol",
        UnknownFieldType = "unknown-field-type",
        DuplicateEvent = "duplicate-event",
        SeveralRoles = "several-roles",
        MissingOpeningEvent = "missing-opening-event",
        RepeatedOpeningEvent = "repeated-opening-event",
        WrongRoleField = "wrong-role-field",
        OptionalRoleField = "optional-role-field",
        ReversesNoSpending = "reverses-no-spending",
        MissingReversedField = "missing-reversed-field",
        RepeatedReversal = "repeated-reversal",
        FieldClashesWithFact = "field-clashes-with-fact",
        TooMany = "too-many",
        // The clauses of an offer.
        MissingClause = "missing-clause",
        RepeatedClause = "repeated-clause",
        DuplicateVersion = "duplicate-version",
        ZeroVersion = "zero-version",
        // Names.
        UnknownEvent = "unknown-event",
        UnknownField = "unknown-field",
        UnknownMeasure = "unknown-measure",
        UnknownColumn = "unknown-column",
        WrongEvent = "wrong-event",
        // Filters and eligibility.
        UnknownSymbol = "unknown-symbol",
        QuotedSymbol = "quoted-symbol",
        UnquotedText = "unquoted-text",
        TypeMismatch = "type-mismatch",
        InstantAsDay = "instant-as-day",
        UnorderedComparison = "unordered-comparison",
        NotAFlag = "not-a-flag",
        HistoryInFilter = "history-in-filter",
        CashInApply = "cash-in-apply",
        CashWithoutSpending = "cash-without-spending",
        // Time, counts and money.
        ZeroDuration = "zero-duration",
        ZeroCount = "zero-count",
        ZeroAmount = "zero-amount",
        EmptyAvailability = "empty-availability",
        EarnsBeforeAvailable = "earns-before-available",
        DrawOrderOutOfRange = "draw-order-out-of-range",
        MixedCurrencies = "mixed-currencies",
        WrongAmountKind = "wrong-amount-kind",
        CoveringOutOfRange = "covering-out-of-range",
        // Tables.
        WrongTableKey = "wrong-table-key",
        WrongKeyColumn = "wrong-key-column",
        DuplicateColumn = "duplicate-column",
        DuplicateRow = "duplicate-row",
        RowLength = "row-length",
        WrongRowKey = "wrong-row-key",
        WrongCell = "wrong-cell",
        EmptyTable = "empty-table",
        // Measures.
        DuplicateMeasure = "duplicate-measure",
        WrongMeasuredField = "wrong-measured-field",
        MissingNetOrGross = "missing-net-or-gross",
        NeedlessNetOrGross = "needless-net-or-gross",
        NetOfDifferent = "net-of-different",
        WrongAnchor = "wrong-anchor",
        EventCannotCount = "event-cannot-count",
        // Enrolling, issuing, applying, clawing back.
        ActsOnClosing = "acts-on-closing",
        RepeatedCondition = "repeated-condition",
        WrongThreshold = "wrong-threshold",
        StepRewardNotMoney = "step-reward-not-money",
        EventRewardOutOfPlace = "event-reward-out-of-place",
        ShareOfCount = "share-of-count",
        WrongRewardField = "wrong-reward-field",
        TiersNotRising = "tiers-not-rising",
        MissingDecided = "missing-decided",
        CloseWithoutEnd = "close-without-end",
        TimesOutOfPlace = "times-out-of-place",
        PaysEveryEnrollment = "pays-every-enrollment",
        AppliesToNoSpending = "applies-to-no-spending",
        MissingInProgress = "missing-in-progress",
        NeedlessInProgress = "needless-in-progress",
        MissingRefundPolicy = "missing-refund-policy",
        NeedlessRefundPolicy = "needless-refund-policy",
        MissingClawback = "missing-clawback",
        NeedlessClawback = "needless-clawback",
        // Scenarios.
        ScenarioLine = "scenario-line",
        ScenarioOrder = "scenario-order",
        ScenarioTime = "scenario-time",
        ScenarioValue = "scenario-value",
        MissingValue = "missing-value",
        DuplicateScenario = "duplicate-scenario",
        DuplicateId = "duplicate-id",
        UnknownOffer = "unknown-offer",
        UnknownReason = "unknown-reason",
    }
    Warning {
        CountsOwnCredit = "counts-own-credit",
        UnboundedCredit = "unbounded-credit",
        RewardSurvivesRefund = "reward-survives-refund",
        PaysLaterEvents = "pays-later-events",
        RevokesOnlyLater = "revokes-only-later",
        GroupOfOne = "group-of-one",
        UnusedDrawOrder = "unused-draw-order",
        RewardAboveThreshold = "reward-above-threshold",
        WindowNeverOpens = "window-never-opens",
        ThresholdNeverReached = "threshold-never-reached",
        ExpiresBeforeIssue = "expires-before-issue",
        MayExpireBeforeIssue = "may-expire-before-issue",
        RowNeverChosen = "row-never-chosen",
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
