//! The positions of the rows of a table. egui places what it draws by 32-bit numbers, which cannot tell
//! neighbouring pixels apart when a table is longer than some 700,000 rows. So the place is kept
//! here as a 64-bit number, and egui is shown only a stretch of some thousand rows around it.

/// The stretch begins at a multiple of this many rows, so that a row keeps its place in it, and with
/// that its identity, while the user scrolls about. Even, because every other row is striped.
const BLOCK: usize = 1024;

/// Offsets are multiples of this part of a pixel: within a stretch 32 bits hold them exactly.
const PARTS: f64 = 64.0;

/// The rows of a table and the view onto them, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowSpace {
    /// How many rows.
    pub rows: usize,
    /// From the top of one row to that of the next.
    pub pitch: f64,
    /// Space between two rows; there is none after the last.
    pub gap: f64,
    /// Height of the view.
    pub view: f64,
}

/// The stretch of rows that egui is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The first row of it.
    pub first: usize,
    /// How many rows.
    pub rows: usize,
    /// How far the view is below its beginning.
    pub offset: f32,
}

impl RowSpace {
    /// Height of all rows.
    pub fn height(&self) -> f64 {
        (self.rows as f64 * self.pitch - self.gap).max(0.0)
    }

    /// The largest offset: the last row is at the bottom of the view.
    pub fn most(&self) -> f64 {
        (self.height() - self.view).max(0.0)
    }

    /// The nearest offset that there is.
    pub fn clamp(&self, offset: f64) -> f64 {
        ((offset * PARTS).round() / PARTS).clamp(0.0, self.most())
    }

    /// The offset that shows a row, changed as little as possible.
    pub fn reveal(&self, offset: f64, row: usize) -> f64 {
        let top = row as f64 * self.pitch;
        let bottom = top + self.pitch - self.gap;
        self.clamp(if top < offset {
            top
        } else {
            offset.max(bottom - self.view)
        })
    }

    /// What egui is shown at an offset. Before and after the view are enough rows for any movement
    /// of one frame.
    pub fn stretch(&self, offset: f64) -> Stretch {
        let top = (offset / self.pitch).floor().max(0.0) as usize;
        let first = (top / BLOCK).saturating_sub(1) * BLOCK;
        let shown = (self.view / self.pitch).ceil().max(0.0) as usize;
        let last = (top + shown + BLOCK).min(self.rows);
        Stretch {
            first,
            rows: last.saturating_sub(first),
            offset: (offset - first as f64 * self.pitch) as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: RowSpace = RowSpace {
        rows: 10_000_000,
        pitch: 23.0,
        gap: 3.0,
        view: 500.0,
    };

    /// The position of a row in the view, as egui computes it from what it is shown.
    fn shown_at(offset: f64, row: usize) -> f32 {
        let stretch = LONG.stretch(offset);
        assert!((stretch.first..stretch.first + stretch.rows).contains(&row));
        (row - stretch.first) as f32 * LONG.pitch as f32 - stretch.offset
    }

    #[test]
    fn ten_million_rows_stand_exactly_to_the_pixel() {
        for row in [0, 1, 999_999, 5_000_000, 9_000_123, 9_999_000] {
            let offset = LONG.clamp(row as f64 * LONG.pitch);
            for pixel in 0..50 {
                let place = shown_at(offset + f64::from(pixel), row + 3);
                assert!(
                    (place - (69.0 - pixel as f32)).abs() < 1e-6,
                    "{row} {pixel}"
                );
            }
        }
        let last = LONG.rows - 1;
        assert!((shown_at(LONG.most(), last) - 480.0).abs() < 1e-6);
    }

    #[test]
    fn a_row_is_shown_with_the_least_movement() {
        assert!(LONG.reveal(0.0, 3).abs() < 1e-9);
        let down = LONG.reveal(0.0, 9_999_999);
        assert!((down - LONG.most()).abs() < 1e-9);
        assert!((LONG.reveal(down, 9_999_998) - down).abs() < 1e-9);
        let up = LONG.reveal(down, 5_000_000);
        assert!((up - 115_000_000.0).abs() < 1e-9);
        let next = LONG.reveal(up, 5_000_022);
        assert!((next - (up + 26.0)).abs() < 1e-9);
    }

    #[test]
    fn short_tables_do_not_move() {
        let short = RowSpace { rows: 3, ..LONG };
        assert!(short.most().abs() < 1e-9 && short.reveal(0.0, 2).abs() < 1e-9);
        let none = RowSpace { rows: 0, ..LONG };
        assert_eq!((none.stretch(0.0).rows, none.clamp(99.0)), (0, 0.0));
    }

    #[test]
    fn a_row_keeps_its_place_in_the_stretch_while_one_scrolls_about() {
        let at = |row: usize| LONG.stretch(row as f64 * LONG.pitch);
        assert_eq!(at(2048).first, at(2048 + 1023).first);
        assert_eq!(at(5_000_000).first % 2, 0);
        assert!(at(5_000_000).offset <= 2.0 * 1024.0 * 23.0);
    }
}
