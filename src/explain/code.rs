//! Every reason that an explanation can give, by its code. `docs/explain.md` lists them.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal: $meaning:literal,)*) => {
        /// The code of a reason: a word that stays what it is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum ReasonCode { $($(#[$doc])* $name,)* }

        impl ReasonCode {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word in JSON.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it means, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

codes! {
    // Of a credit and a charge.
    Paid = "paid": "the credit paid for the charge",
    EarnedByThisCharge = "earned_by_this_charge": "the charge itself earned the credit",
    IssuedLater = "issued_later": "the credit was issued after the charge",
    Expired = "expired": "the credit had expired",
    UsedUp = "used_up": "all of the credit had paid for other charges",
    Revoked = "revoked": "a `revoke` clause had taken the credit back",
    ClawedBack = "clawed_back": "a refund had taken the credit back",
    AccountClosed = "account_closed": "the account had closed",
    OtherEvent = "other_event": "the credit pays for another kind of event",
    FilteredOut = "filtered_out": "a condition did not hold",
    AccrualBegan = "accrual_began": "the charge began to accrue before the credit was issued",
    NothingAccrued = "nothing_accrued": "no part of the charge that comes to money accrued after the credit was issued",
    AccruedPartPaid = "accrued_part_paid": "what accrued after the credit was issued was paid by other credit",
    CoveringLimit = "covering_limit": "the share of a charge that the offer covers was used up",
    ChargeCap = "charge_cap": "what the offer pays of one charge was used up",
    NothingLeftToPay = "nothing_left_to_pay": "other credit had paid all of the charge",
    ZeroCharge = "zero_charge": "the charge was zero",

    // Of an offer and an account.
    Enrolled = "enrolled": "the account enrolled",
    NeverAsked = "never_asked": "no event has come that enrolls",
    EnrollFilteredOut = "enroll_filtered_out": "an event came that could enroll, and its condition did not hold",
    NotFirst = "not_first": "only the first such event enrolls, and it came before",
    NotAvailable = "not_available": "the offer was not available",
    AlreadyEnrolled = "already_enrolled": "the account had enrolled as often as it may",
    StillRunning = "still_running": "an earlier enrollment was still running",
    TooLate = "too_late": "the event came after the last day to enroll",
    Exclusive = "exclusive": "another offer of the group had enrolled the account",
    NotEligible = "not_eligible": "the account did not meet the conditions",
    Unlisted = "unlisted": "the table has no row for the account",
    Currency = "currency": "the offer is in another currency than the account",

    // Of a measure.
    UnderWay = "under_way": "a measure is on the way to its next threshold",
    Waiting = "waiting": "the window opens with the first event that counts",
    Reached = "reached": "the threshold was reached",
    DecidedAtClose = "decided_at_close": "the rule is decided when the window closes",
    PaysOnEvent = "pays_on_event": "the rule pays whenever its event comes",
    Lapsed = "lapsed": "the window closed before the threshold was reached",
    EnrollmentOver = "enrollment_over": "nothing more can be earned by the enrollment",

    // Of what was earned.
    Issued = "issued": "the credit was issued",
    ReducedByLimit = "reduced_by_limit": "the credit was issued, cut down by a limit",
    Scheduled = "scheduled": "the credit is earned, and is issued later",
    RefusedByLimit = "refused_by_limit": "a limit refused the credit",
    RefusedZero = "refused_zero": "the amount came to zero",
    RefusedExpired = "refused_expired": "the credit would have expired before its issue",
    CancelledRefunded = "cancelled_refunded": "a refund undid what had earned the credit",
    CancelledRevoked = "cancelled_revoked": "a `revoke` clause cancelled the credit before its issue",
    CancelledClosed = "cancelled_closed": "the account closed before the issue",

    // Of a credit.
    Active = "active": "something is left to pay with",
    Restored = "restored": "a refund gave a part back to the credit",
    Forfeited = "forfeited": "a refund returned a part, and the credit did not get it back",

    // Of an event.
    Counted = "counted": "a measure counted the event",
    NotCountedEarly = "not_counted_early": "the event is dated before the enrollment",
    NotCountedOutside = "not_counted_outside": "the event is not dated within the open window",
    NotCountedOver = "not_counted_over": "the window had closed",
    NotCountedFiltered = "not_counted_filtered": "a condition of the measure did not hold",
    Adjusted = "adjusted": "past billing was corrected, which is not credit",
    Refunded = "refunded": "the event gave back a part of a charge",
    NoEffect = "no_effect": "the event changed nothing",
}
