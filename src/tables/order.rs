//! Sorting rows: keys become numbers, and the numbers are sorted. Each number has its row in the
//! lower half, so that equal keys keep the order of the rows without a stable sort.

/// The key of rows without one: they come last in both directions.
const NOTHING: u64 = u64::MAX;

/// The rows in the order of their keys. Those without a key come last, whether ascending or
/// descending; equal ones keep their own order.
pub fn by_numbers(keys: impl Iterator<Item = Option<i64>>, descending: bool) -> Vec<u32> {
    let numbers: Vec<u64> = keys
        .map(|key| key.map_or(NOTHING, |key| unsigned(key).min(NOTHING - 1)))
        .collect();
    let known = || numbers.iter().copied().filter(|&number| number != NOTHING);
    let (least, most) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    let span = most - least;
    let place = |number: u64| match number {
        NOTHING => span + 1,
        number if descending => most - number,
        number => number - least,
    };
    if span < u64::from(u32::MAX) {
        let mut packed: Vec<u64> = (0_u64..)
            .zip(&numbers)
            .map(|(row, &number)| place(number) << 32 | row)
            .collect();
        sort(&mut packed);
        return packed.into_iter().map(|packed| packed as u32).collect();
    }
    let mut packed: Vec<u128> = (0_u128..)
        .zip(&numbers)
        .map(|(row, &number)| u128::from(place(number)) << 32 | row)
        .collect();
    sort(&mut packed);
    packed.into_iter().map(|packed| packed as u32).collect()
}

/// The rows in the order of their texts; equal ones keep their own order.
pub fn by_texts<'a>(texts: impl Iterator<Item = &'a str>, descending: bool) -> Vec<u32> {
    // The first bytes decide nearly always, and comparing them reads no text.
    let mut keyed: Vec<(u128, &str, u32)> = texts
        .zip(0..)
        .map(|(text, row)| (first_bytes(text), text, row))
        .collect();
    if descending {
        keyed.sort_unstable_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(&b.2)));
    } else if !keyed.is_sorted() {
        keyed.sort_unstable();
    }
    keyed.into_iter().map(|(_, _, row)| row).collect()
}

/// Sorts, unless the numbers are in order already, as the begins of sessions are.
fn sort<T: Ord>(numbers: &mut [T]) {
    if !numbers.is_sorted() {
        numbers.sort_unstable();
    }
}

/// The same order without a sign.
fn unsigned(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

fn first_bytes(text: &str) -> u128 {
    let mut bytes = [0; 16];
    for (byte, first) in bytes.iter_mut().zip(text.bytes()) {
        *byte = first;
    }
    u128::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unknown_comes_last_in_both_directions_and_equals_keep_their_order() {
        let keys = [Some(3), None, Some(-1), Some(3), Some(i64::MAX), None];
        assert_eq!(by_numbers(keys.into_iter(), false), [2, 0, 3, 4, 1, 5]);
        assert_eq!(by_numbers(keys.into_iter(), true), [4, 0, 3, 2, 1, 5]);
        let near = [Some(3), None, Some(-1), Some(3), None];
        assert_eq!(by_numbers(near.into_iter(), false), [2, 0, 3, 1, 4]);
        assert_eq!(by_numbers(near.into_iter(), true), [0, 3, 2, 1, 4]);
        assert_eq!(by_numbers([None, None].into_iter(), true), [0, 1]);
        let ends = [Some(i64::MIN), None, Some(i64::MAX)];
        assert_eq!(by_numbers(ends.into_iter(), false), [0, 2, 1]);
    }

    #[test]
    fn texts_that_begin_alike_are_ordered_by_their_ends() {
        let texts = [
            "0000000000000000b",
            "0000000000000000a",
            "1",
            "",
            "0000000000000000a",
        ];
        assert_eq!(by_texts(texts.into_iter(), false), [3, 1, 4, 0, 2]);
        assert_eq!(by_texts(texts.into_iter(), true), [2, 0, 1, 4, 3]);
    }
}
