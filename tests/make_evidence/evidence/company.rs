//! The company that the evidence comes from: people, machines, and outsiders who guess passwords.
//!
//! All names are invented, and no public address belongs to anybody.

use crate::common::dice::Dice;
use crate::common::scenario::{Client, Person};

pub const DOMAIN: &str = "LARKFIELD";
const DOMAIN_SID: &str = "S-1-5-21-2906177321-1538471922-3390168854";

const FIRST_NAMES: [&str; 40] = [
    "anna", "miles", "petra", "jonas", "clara", "felix", "greta", "hugo", "ines", "jan", "karla",
    "lars", "mara", "nils", "olga", "paul", "rosa", "sven", "tilda", "udo", "vera", "wim", "yara",
    "zeno", "alma", "bert", "cora", "dirk", "elsa", "finn", "gina", "horst", "ida", "joel", "kira",
    "leon", "mina", "noah", "oda", "piet",
];

const LAST_NAMES: [&str; 40] = [
    "abel", "bauer", "conrad", "dorn", "ebert", "falk", "gross", "hahn", "imhof", "jung", "kern",
    "lang", "moser", "nagel", "otto", "pohl", "quast", "roth", "sauer", "thoma", "ulrich", "vogt",
    "weiss", "xander", "yilmaz", "ziegler", "arndt", "brandt", "claus", "damm", "engel", "frank",
    "graf", "heil", "ihle", "jahn", "kraus", "lenz", "maurer", "noll",
];

const SERVICES: [&str; 12] = [
    "svc-backup",
    "svc-deploy",
    "svc-inventory",
    "svc-monitor",
    "svc-sql",
    "svc-print",
    "svc-scan",
    "svc-web",
    "svc-mail",
    "svc-build",
    "svc-sync",
    "svc-audit",
];

/// The names that password guessers try.
const GUESSED_NAMES: [&str; 24] = [
    "administrator",
    "admin",
    "user",
    "test",
    "guest1",
    "scanner",
    "backup",
    "sql",
    "sa",
    "root",
    "support",
    "office",
    "reception",
    "remote",
    "info",
    "sales",
    "server",
    "manager",
    "student",
    "training",
    "kiosk",
    "pos",
    "print",
    "helpdesk",
];

/// The largest possible number of people.
const MOST_PEOPLE: usize = FIRST_NAMES.len() * LAST_NAMES.len();

/// A person of the company and the machine they use.
pub struct Employee {
    pub person: Person,
    pub office: Client,
    pub home: Client,
}

pub struct Company {
    pub people: Vec<Employee>,
    /// Accounts used by programs, each with the server that it runs on.
    pub services: Vec<Employee>,
    /// Accounts of machines and their addresses.
    pub machines: Vec<(Person, String)>,
}

impl Company {
    pub fn of(hosts: usize) -> Company {
        let size = (hosts * 30).clamp(90, MOST_PEOPLE);
        let machine = |index: usize| {
            let name = format!("{}$", workstation(index));
            let person = Person::new(DOMAIN, &name, &format!("{DOMAIN_SID}-{}", 20_000 + index));
            (person, office_address(index))
        };
        Company {
            people: (0..size).map(employee).collect(),
            services: (0..SERVICES.len()).map(service).collect(),
            machines: (0..size).map(machine).collect(),
        }
    }

    /// An outside machine that guesses passwords: there are some thousands.
    pub fn guesser(dice: &mut Dice) -> Client {
        let last = 1 + dice.throw(254);
        let address = match dice.throw(6) {
            0 => format!("203.0.113.{last}"),
            1 => format!("192.0.2.{last}"),
            _ => format!("198.19.{}.{last}", dice.throw(16)),
        };
        let name = format!("DESKTOP-{:07X}", dice.throw(0x0fff_ffff));
        Client::new(&address, port(dice), &name)
    }

    pub fn guessed_name(dice: &mut Dice) -> &'static str {
        GUESSED_NAMES[dice.throw(GUESSED_NAMES.len())]
    }
}

/// The name of the machine used by the person with this number.
pub fn workstation(number: usize) -> String {
    format!("WS-{:04}", number + 1)
}

/// A client's port.
pub fn port(dice: &mut Dice) -> u16 {
    49_200 + dice.throw(16_000) as u16
}

fn office_address(number: usize) -> String {
    format!("10.20.{}.{}", number / 250, 1 + number % 250)
}

fn employee(number: usize) -> Employee {
    let (first, last) = (number % FIRST_NAMES.len(), number / FIRST_NAMES.len());
    // Each round of first names begins with a different last name.
    let last = LAST_NAMES[(last + first) % LAST_NAMES.len()];
    let name = format!("{}.{last}", FIRST_NAMES[first]);
    let person = Person::new(DOMAIN, &name, &format!("{DOMAIN_SID}-{}", 1100 + number));
    let home = format!("198.18.{}.{}", number / 200, 1 + number % 200);
    let pc = format!("HOME-{:04X}", number * 37 % 0x1_0000);
    Employee {
        person: if number.is_multiple_of(15) {
            person.admin()
        } else {
            person
        },
        office: Client::new(&office_address(number), 0, &workstation(number)),
        home: Client::new(&home, 0, &pc),
    }
}

fn service(number: usize) -> Employee {
    let sid = format!("{DOMAIN_SID}-{}", 9000 + number);
    let server = Client::new(
        &format!("10.20.200.{}", 10 + number),
        0,
        &format!("OPS{:02}", number + 1),
    );
    Employee {
        person: Person::new(DOMAIN, SERVICES[number], &sid).admin(),
        office: server.clone(),
        home: server,
    }
}
