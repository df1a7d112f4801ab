//! What happens to an account, and what comes of it.

/// An event; money in cents, instants in seconds.
#[derive(Clone, Copy)]
pub struct Event {
    pub id: u64,
    pub at: i64,
    pub what: What,
}

#[derive(Clone, Copy)]
pub enum What {
    Registered {
        is_us: bool,
        is_self_serve: bool,
    },
    Activated {
        is_welcome: bool,
    },
    Charge {
        amount: i64,
        is_delivery: bool,
        started: Option<i64>,
    },
    Refund {
        charge: u64,
        amount: i64,
    },
    Adjustment {
        amount: i64,
    },
}

pub struct Entry {
    pub at: i64,
    pub is_of_event: bool,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CreditId {
    pub offer: usize,
    pub number: u32,
}

pub enum Outcome {
    Enrolled {
        offer: usize,
    },
    Issued {
        credit: CreditId,
        amount: i64,
        expires: i64,
    },
    Applied {
        credit: CreditId,
        amount: i64,
        remaining: i64,
    },
    Restored {
        credit: CreditId,
        amount: i64,
        remaining: i64,
        charge: u64,
    },
    Forfeited {
        credit: CreditId,
        amount: i64,
        charge: u64,
    },
    ClawedBack {
        credit: CreditId,
        amount: i64,
    },
    Expired {
        credit: CreditId,
        amount: i64,
    },
    Lapsed {
        value: i64,
    },
    Adjusted {
        amount: i64,
    },
}
