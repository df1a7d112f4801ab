//! How the short lists of an account grow: there are millions of them, so that room to spare is memory, and each
//! time that one moves to a larger place is a wait for memory.

use thin_vec::ThinVec;

/// Makes room for so many at once in a list that has none yet and is known to get some: growing it step by step,
/// while other accounts take the memory behind it, takes longer than all that is done with it.
pub(super) fn make_first_room<T>(list: &mut ThinVec<T>, count: usize) {
    if list.capacity() == 0 {
        list.reserve_exact(count);
    }
}

/// Adds an item that is made where it stands. To copy one that was written just now, the processor would wait until
/// all that was written before it is written out.
#[inline]
pub(super) fn push_made<T>(list: &mut ThinVec<T>, make: impl FnOnce() -> T) {
    list.extend(std::iter::once_with(make));
}

/// As [`insert_tightly`], at the end.
pub(super) fn push_tightly<T>(list: &mut ThinVec<T>, item: T) {
    make_more_room(list);
    list.push(item);
}

/// Inserts into a list that mostly stays short: it grows by half, where a vector begins with room for four.
pub(super) fn insert_tightly<T>(list: &mut ThinVec<T>, place: usize, item: T) {
    make_more_room(list);
    if place == list.len() {
        list.push(item);
    } else {
        list.insert(place, item);
    }
}

fn make_more_room<T>(list: &mut ThinVec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(1 + list.len() / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_grows_by_half_and_keeps_its_order() {
        let mut list: ThinVec<usize> = ThinVec::new();
        let mut rooms = Vec::new();
        for item in 0..10 {
            insert_tightly(&mut list, item / 2, item);
            rooms.push(list.capacity());
        }
        assert_eq!(list.as_slice(), [1, 3, 5, 7, 9, 8, 6, 4, 2, 0]);
        assert_eq!(rooms, [1, 2, 4, 4, 7, 7, 7, 11, 11, 11]);
    }
}
