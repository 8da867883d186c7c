//! A slot in which one thread leaves a value for another, which polls it.

use std::sync::{Arc, Mutex, PoisonError};

/// Holds at most one value; cheap to clone and to share.
#[derive(Debug)]
pub struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Slot<T> {
    /// Stores a value, and replaces one that was not taken.
    pub fn put(&self, value: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }

    /// Takes the value, if there is one.
    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_taken_once() {
        let slot = Slot::default();
        let other = slot.clone();
        other.put(1);
        other.put(2);
        assert_eq!((slot.take(), slot.take()), (Some(2), None));
    }
}
