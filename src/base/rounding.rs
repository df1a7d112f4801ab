//! The one rounding rule of Onward, in the one place that rounds: **down, to the minor unit** (section 4,
//! "Rounding"). Everything computed here is of amounts that are not negative.

/// `value × numerator / denominator`, rounded down.
///
/// Exact for every product below 2^127. Amounts that enter Onward are bounded (`Amount::LIMIT`), so a
/// product beyond that needs some 10^8 events of the largest amount; it then stops at the largest value
/// instead of wrapping.
pub fn share_rounded_down(value: i128, numerator: i128, denominator: i128) -> i128 {
    debug_assert!(denominator > 0, "a share needs a positive denominator");
    if let Some(product) = value.checked_mul(numerator) {
        return product.div_euclid(denominator);
    }
    // The product does not fit: divide first, and carry the remainder.
    let whole = value.div_euclid(denominator);
    let rest = value.rem_euclid(denominator);
    whole
        .saturating_mul(numerator)
        .saturating_add(rest.saturating_mul(numerator).div_euclid(denominator))
}

/// How many whole times `step` fits into `value`.
pub fn whole_steps(value: i128, step: i128) -> u64 {
    debug_assert!(step > 0, "a step is positive");
    u64::try_from(value.div_euclid(step).max(0)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_down() {
        assert_eq!(share_rounded_down(999, 5, 100), 49);
        assert_eq!(share_rounded_down(1000, 5, 100), 50);
        assert_eq!(share_rounded_down(1001, 5, 100), 50);
    }

    #[test]
    fn a_share_of_huge_values_stays_exact_by_dividing_first() {
        let value = i128::MAX / 4;
        assert_eq!(share_rounded_down(value, 8, 8), value);
    }

    #[test]
    fn steps_count_whole_steps_only() {
        assert_eq!(whole_steps(299, 100), 2);
        assert_eq!(whole_steps(300, 100), 3);
        assert_eq!(whole_steps(-1, 100), 0);
    }
}
