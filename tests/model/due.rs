//! What the clock does on its way (section 4, step 0).

use onward::base::Instant;
use onward::engine::{Outcome, Reading};
use onward::program::{MeasureId, VersionId, Window};

use super::account::{Account, InstanceId, State};
use super::exact::{Exact, floor, money, quantity};

/// What is due. The order of these is the order at one instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Due {
    Close { enrollment: usize, measure: usize },
    Expiry { enrollment: usize, credit: usize },
    Issue { enrollment: usize, firing: usize },
    Start,
}

/// When, and in which order: instant, class, declaration order, enrollment, and so on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Order {
    at: Instant,
    class: u8,
    version: VersionId,
    due: Due,
}

impl Account<'_> {
    /// Moves the clock on to `to`; it never goes back.
    pub fn advance(&mut self, to: Instant) {
        self.now = None;
        if to <= self.clock {
            return;
        }
        while let Some(next) = self.all_due().into_iter().min()
            && next.at <= to
        {
            self.clock = next.at;
            match next.due {
                Due::Close {
                    enrollment,
                    measure,
                } => self.close_window(enrollment, MeasureId::from_index(measure)),
                Due::Expiry { credit, .. } => self.expire(credit),
                Due::Issue { firing, .. } => self.issue_scheduled(firing),
                Due::Start => {
                    self.started.insert(next.version);
                    self.start(next.version);
                }
            }
        }
        self.clock = to;
    }

    /// The instants at which something is going to happen by itself.
    pub fn due_instants(&self) -> Vec<Instant> {
        self.all_due().into_iter().map(|order| order.at).collect()
    }

    fn all_due(&self) -> Vec<Order> {
        let mut all = Vec::new();
        if self.closed {
            return all;
        }
        for (enrollment, entered) in self.enrollments.iter().enumerate() {
            for (measure, windows) in entered.windows.iter().enumerate() {
                let open = windows.instances.iter().filter(|one| !one.closed);
                all.extend(open.filter_map(|one| one.end).map(|at| Order {
                    at,
                    class: 0,
                    version: entered.version,
                    due: Due::Close {
                        enrollment,
                        measure,
                    },
                }));
            }
        }
        for (number, credit) in self.credits.iter().enumerate() {
            if let (Some(at), false, false) = (credit.expires, credit.expired, credit.revoked) {
                all.push(Order {
                    at,
                    class: 1,
                    version: credit.version,
                    due: Due::Expiry {
                        enrollment: credit.enrollment,
                        credit: number,
                    },
                });
            }
        }
        for (number, firing) in self.firings.iter().enumerate() {
            if let State::Scheduled { due } = firing.state {
                all.push(Order {
                    at: due,
                    class: 2,
                    version: self.enrollments[firing.enrollment].version,
                    due: Due::Issue {
                        enrollment: firing.enrollment,
                        firing: number,
                    },
                });
            }
        }
        for version in self.automatic_versions(|_| true) {
            if let (Some(at), false) = (
                self.version(version).available.from,
                self.started.contains(&version),
            ) {
                all.push(Order {
                    at,
                    class: 3,
                    version,
                    due: Due::Start,
                });
            }
        }
        all
    }

    /// A window instance ends: rules that fire at it, then `lapsed`, then the next one opens.
    fn close_window(&mut self, enrollment: usize, measure: MeasureId) {
        let instance = self.latest(enrollment)[measure.index()].expect("an instance is open");
        let end = self.clock;
        self.fire_at_close(enrollment, instance);
        self.lapse(enrollment, instance);
        let windows = &mut self.enrollments[enrollment].windows[measure.index()];
        windows.instances[instance.number].closed = true;
        self.open_from(enrollment, measure, end);
    }

    fn lapse(&mut self, enrollment: usize, instance: InstanceId) {
        let measure = &self.version_of(enrollment).measures[instance.measure.index()];
        let is_within = matches!(measure.window, Window::Within(_));
        let Some((needed, any_fired)) = self.goal_of_rules(enrollment, instance) else {
            return;
        };
        if is_within && !any_fired {
            let reading = |value: &Exact| {
                if measure.is_money() {
                    Reading::Money(money(floor(value)))
                } else {
                    Reading::Number(quantity(value))
                }
            };
            self.write(Outcome::Lapsed {
                version: self.enrollments[enrollment].version,
                measure: instance.measure,
                value: reading(&self.value_of(enrollment, instance)),
                needed: reading(&needed),
            });
        }
    }

    fn expire(&mut self, number: usize) {
        let credit = &mut self.credits[number];
        credit.expired = true;
        let left = std::mem::take(&mut credit.remaining);
        let outcome = Outcome::Expired {
            version: credit.version,
            credit: credit.id,
            amount: money(left),
        };
        if left > 0 {
            self.write(outcome);
        }
    }
}
