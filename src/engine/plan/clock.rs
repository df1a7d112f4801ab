//! The clock of a zone in one year: its offset from UTC, and where that changes. Far from any change, local
//! times are reckoned with seconds alone.

use smallvec::SmallVec;

use crate::base::calendar::first_second;
use crate::base::{Calendar, Instant};

pub(super) const DAY: i64 = 86_400;
/// So near to a change nothing is said. No clock was ever changed by more than a day.
const NEAR: i64 = 3 * DAY;

/// Seconds from 1970 on, and offsets in seconds.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    first: i64,
    changes: SmallVec<[Change; 2]>,
}

#[derive(Clone, Copy, Debug)]
struct Change {
    at: i64,
    /// From then on.
    offset: i64,
}

impl Clock {
    /// The clock from one second until another.
    pub fn of(calendar: Calendar, from: i64, until: i64) -> Self {
        let (from, until) = (from - NEAR, until + NEAR);
        let first = offset(calendar, from);
        let (mut before, mut changes) = (first, SmallVec::new());
        for end in (from..until).step_by(DAY as usize / 2).skip(1) {
            let after = offset(calendar, end);
            if after != before {
                let has_changed = |second| offset(calendar, second) != before;
                let at = first_second(has_changed, end - DAY / 2, end);
                changes.push(Change { at, offset: after });
                before = after;
            }
        }
        Self { first, changes }
    }

    /// The offset at a second, where it is the same for days before and after.
    #[inline]
    pub fn steady_offset(&self, second: i64) -> Option<i64> {
        let mut offset = self.first;
        for change in &self.changes {
            if second < change.at - NEAR {
                break;
            }
            if second < change.at + NEAR {
                return None;
            }
            offset = change.offset;
        }
        Some(offset)
    }
}

fn offset(calendar: Calendar, second: i64) -> i64 {
    let local = calendar.local(Instant::from_seconds(second));
    local.and_utc().timestamp() - second
}
