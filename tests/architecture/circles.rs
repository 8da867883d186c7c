//! Circles among the uses: files that reach each other.

use std::collections::BTreeMap;

use super::imports::Imports;

/// The strongly connected components of more than one file (Tarjan's algorithm), each sorted.
pub fn circles(imports: &Imports) -> Vec<Vec<String>> {
    let mut search = Search {
        imports,
        met: BTreeMap::new(),
        stack: Vec::new(),
        found: Vec::new(),
    };
    for file in imports.keys() {
        if !search.met.contains_key(file.as_str()) {
            search.visit(file);
        }
    }
    search.found.sort();
    search.found
}

/// The order in which a file was met, the first file that it reaches, and whether it is on the stack.
struct Met {
    order: usize,
    lowest: usize,
    is_open: bool,
}

struct Search<'i> {
    imports: &'i Imports,
    met: BTreeMap<&'i str, Met>,
    stack: Vec<&'i str>,
    found: Vec<Vec<String>>,
}

impl<'i> Search<'i> {
    /// Returns the first file, by its order, that this one reaches.
    fn visit(&mut self, file: &'i str) -> usize {
        let order = self.met.len();
        let met = Met {
            order,
            lowest: order,
            is_open: true,
        };
        self.met.insert(file, met);
        self.stack.push(file);
        let mut lowest = order;
        for used in self.imports.get(file).into_iter().flatten() {
            let reached = match self.met.get(used.as_str()) {
                None => self.visit(used),
                Some(met) if met.is_open => met.order,
                Some(_) => continue,
            };
            lowest = lowest.min(reached);
        }
        if let Some(met) = self.met.get_mut(file) {
            met.lowest = lowest;
        }
        if lowest == order {
            self.close(file);
        }
        lowest
    }

    /// Takes the files from the stack down to `first`: they reach each other.
    fn close(&mut self, first: &'i str) {
        let mut circle = Vec::new();
        while let Some(file) = self.stack.pop() {
            if let Some(met) = self.met.get_mut(file) {
                met.is_open = false;
            }
            circle.push(file.to_owned());
            if file == first {
                break;
            }
        }
        if circle.len() > 1 {
            circle.sort();
            self.found.push(circle);
        }
    }
}
