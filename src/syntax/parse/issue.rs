//! `issue` (section 2.3).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::{Code, Diagnostic};
use crate::syntax::grammar::{Children, Node, Rule};
use crate::syntax::tree::{
    ConditionDecl, DecidedDecl, IssueDecl, RewardDecl, Spanned, TierDecl, TimingDecl, TriggerDecl,
};

use super::Walk;

#[derive(Default)]
struct IssueOptions {
    decided: Option<Spanned<DecidedDecl>>,
    timing: Option<Spanned<TimingDecl>>,
    at_most: Option<Spanned<u64>>,
}

impl Walk {
    pub(super) fn issue_clause(&mut self, node: Node<'_>) -> Option<IssueDecl> {
        let clause = self.span(&node);
        let mut parts = node.children();
        let form = parts.next()?;
        let trigger = match form.rule() {
            Rule::every_tier => self.every_tier(form),
            Rule::highest_tier => self.highest_tier(form),
            Rule::rewarded => self.rewarded(form),
            _ => None,
        };
        let options = self.issue_options(parts)?;
        let trigger = match (trigger?, options.decided) {
            (TriggerDecl::HighestTier { measure, tiers, .. }, decided) => {
                TriggerDecl::HighestTier {
                    measure,
                    tiers,
                    decided,
                }
            }
            (trigger, None) => trigger,
            (trigger, Some(decided)) => {
                let message = "only a `highest tier` is decided";
                self.report(Diagnostic::new(Code::NeedlessOption, decided.span, message));
                trigger
            }
        };
        let Some(timing) = options.timing else {
            let message = "`issue` does not say when the credit is issued";
            self.report(
                Diagnostic::new(Code::TimingMissing, clause, message)
                    .help("end it with `, at once`, or with a delay, such as `, after 7 days`"),
            );
            return None;
        };
        Some(IssueDecl {
            trigger,
            timing,
            at_most: options.at_most,
        })
    }

    fn issue_options(&mut self, nodes: Children<'_>) -> Option<IssueOptions> {
        let mut options = IssueOptions::default();
        for node in nodes {
            let option = node.child()?;
            let span = self.span(&option);
            let text = option.text();
            let repeated = match option.rule() {
                Rule::decided => {
                    let value = self.decided(option)?;
                    options.decided.replace(Spanned { value, span }).is_some()
                }
                Rule::timing => {
                    let value = self.timing(option)?;
                    options.timing.replace(Spanned { value, span }).is_some()
                }
                Rule::at_most_times => {
                    let times = self.at_most_times(option)?;
                    options.at_most.replace(times).is_some()
                }
                _ => false,
            };
            if repeated {
                self.said_twice(span, text);
            }
        }
        Some(options)
    }

    fn every_tier(&mut self, node: Node<'_>) -> Option<TriggerDecl> {
        let mut parts = node.children();
        Some(TriggerDecl::EveryTier {
            measure: self.name(parts.next()?)?,
            tiers: self.tiers(parts.next()?)?,
        })
    }

    fn highest_tier(&mut self, node: Node<'_>) -> Option<TriggerDecl> {
        let mut parts = node.children();
        Some(TriggerDecl::HighestTier {
            measure: self.name(parts.next()?)?,
            tiers: self.tiers(parts.next()?)?,
            decided: None,
        })
    }

    fn tiers(&mut self, node: Node<'_>) -> Option<Vec<TierDecl>> {
        let tiers: Vec<_> = node.children().map(|tier| self.tier(tier)).collect();
        tiers.into_iter().collect()
    }

    fn tier(&mut self, node: Node<'_>) -> Option<TierDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        Some(TierDecl {
            reach: self.amount(parts.next()?)?,
            get: self.reward(parts.next()?)?,
            span,
        })
    }

    fn rewarded(&mut self, node: Node<'_>) -> Option<TriggerDecl> {
        let mut parts = node.children();
        let reward = self.reward(parts.next()?);
        let trigger = parts.next()?;
        let rule = trigger.rule();
        let mut parts = trigger.children();
        match rule {
            Rule::when_reached => {
                let conditions: Vec<_> = parts.map(|node| self.condition(node)).collect();
                Some(TriggerDecl::Reaches {
                    reward: reward?,
                    conditions: conditions.into_iter().collect::<Option<_>>()?,
                })
            }
            Rule::every_step => Some(TriggerDecl::Every {
                step: self.amount(parts.next()?)?,
                measure: self.name(parts.next()?)?,
                reward: reward?,
            }),
            Rule::on_event => Some(TriggerDecl::On {
                event: self.event_filter(parts.next()?)?,
                reward: reward?,
            }),
            Rule::at_enrollment => Some(TriggerDecl::AtEnrollment { reward: reward? }),
            Rule::at_close => self.at_close(parts, reward),
            _ => None,
        }
    }

    fn at_close(
        &mut self,
        mut parts: Children<'_>,
        reward: Option<RewardDecl>,
    ) -> Option<TriggerDecl> {
        Some(TriggerDecl::AtClose {
            measure: self.name(parts.next()?)?,
            reward: reward?,
        })
    }

    fn condition(&mut self, node: Node<'_>) -> Option<ConditionDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        Some(ConditionDecl {
            measure: self.name(parts.next()?)?,
            threshold: self.amount(parts.next()?)?,
            span,
        })
    }

    fn decided(&mut self, node: Node<'_>) -> Option<DecidedDecl> {
        match node.child()?.rule() {
            Rule::at_top_tier_or_close => Some(DecidedDecl::AtTopTierOrClose),
            Rule::at_window_close => Some(DecidedDecl::AtClose),
            _ => None,
        }
    }

    fn timing(&mut self, node: Node<'_>) -> Option<TimingDecl> {
        let form = node.child()?;
        let rule = form.rule();
        let mut parts = form.children();
        match rule {
            Rule::at_once => Some(TimingDecl::AtOnce),
            Rule::after => Some(TimingDecl::After(self.duration(parts.next()?)?.value)),
            Rule::at_end_of => Some(TimingDecl::AtEndOf(self.period(parts.next()?)?)),
            Rule::after_end_of => Some(TimingDecl::AfterEndOf(
                self.duration(parts.next()?)?.value,
                self.period(parts.next()?)?,
            )),
            _ => None,
        }
    }
}
