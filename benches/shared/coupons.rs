//! Offers that no event of the standard stream can match, for the benchmarks: each with its code, market and
//! threshold.

/// A program with so many coupon offers more.
pub fn with_coupons(program: &str, count: usize) -> String {
    let mut text = program.to_owned();
    for number in 0..count {
        text.push_str(&format!(
            "offer coupon_{number:05} {{
               available always
               eligible  when account.market = \"US\"
               enroll    on activated where code = \"CODE{number:05}\", once
               measure   spend = total charge.cash where kind = delivery, net of refund,
                                 within 30 days of enrollment
               issue     50 USD when spend reaches {goal} USD, at once
               apply     forward to charge where kind = delivery, charge in progress excluded,
                         refund restores credit
               expire    60 days after issue
               clawback  none
             }}\n",
            goal = 100 + number,
        ));
    }
    text
}
