//! RD Gateway, as the gateway logs it. Written from documentation and one published record.

use super::desk::{Client, Person};
use super::expected::End;
use super::host::Host;
use super::log::Mark;
use super::time::Time;
use crate::common::records::gateway::{Passage, gateway};

/// A connection through a gateway.
pub struct PassageId {
    person: Person,
    client: Client,
    resource: String,
    began: Time,
    over_udp: bool,
    expected: usize,
}

/// The code of a normal end.
const GRACEFUL: u32 = 1226;

impl Host {
    /// 312, 200, 300, 302; with UDP, 302 is written twice.
    pub fn gateway_connect(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        resource: &str,
        over_udp: bool,
    ) -> PassageId {
        let time = self.moment(time);
        let passage = http(person, client, resource);
        let marks = vec![
            self.log(
                time,
                gateway(312, at_port(passage, &with_port(client)), None),
            ),
            self.log(
                time + 0.2,
                gateway(
                    200,
                    Passage {
                        resource: "",
                        ..passage
                    },
                    None,
                ),
            ),
            self.log(time + 0.3, gateway(300, passage, None)),
            self.log(time + 0.4, gateway(302, passage, None)),
        ];
        let expected = self.expect("gateway", "success", &person.account.name, marks);
        if over_udp {
            let udp = Passage {
                protocol: "UDP",
                ..passage
            };
            let udp_mark = self.log(time + 1.4, gateway(302, udp, None));
            self.expected[expected].sources.push(udp_mark);
        }
        self.expected[expected]
            .set("detail", resource)
            .set("source_ip", client.address.as_str());
        PassageId {
            person: person.clone(),
            client: client.clone(),
            resource: resource.to_owned(),
            began: time,
            over_udp,
            expected,
        }
    }

    /// 303, written twice with UDP, and 313.
    pub fn gateway_disconnect(&mut self, time: Time, id: PassageId) {
        let time = self.moment(time);
        let passage = Passage {
            error: GRACEFUL,
            ..http(&id.person, &id.client, &id.resource)
        };
        let seconds = (time.0 - id.began.0) / 10_000_000;
        let counts = Some([52_114, 9_871, seconds]);
        let mut end = Vec::new();
        if id.over_udp {
            let udp = Passage {
                protocol: "UDP",
                ..passage
            };
            end.push(self.log(time, gateway(303, udp, counts)));
        }
        end.push(self.log(time + 0.1, gateway(303, passage, counts)));
        let client = with_port(&id.client);
        end.push(self.log(time + 0.2, gateway(313, at_port(passage, &client), None)));
        self.end_visit(id.expected, "disconnect", end);
    }

    /// 301: the user may not connect to this machine.
    pub fn gateway_denied(&mut self, time: Time, person: &Person, client: &Client, to: &str) {
        let time = self.moment(time);
        let passage = Passage {
            error: 23_002,
            ..http(person, client, to)
        };
        let asked = self.log(
            time,
            gateway(
                200,
                Passage {
                    error: 0,
                    ..passage
                },
                None,
            ),
        );
        let denied = self.log(time + 0.1, gateway(301, passage, None));
        let expected = self.gateway_attempt("refused", person, client, vec![asked, denied]);
        self.expected[expected].end = End::At(vec![denied]);
        self.expected[expected]
            .set("detail", to)
            .set("end_kind", "failed");
    }

    /// 304: allowed, but the machine did not answer.
    pub fn gateway_unreachable(&mut self, time: Time, person: &Person, client: &Client, to: &str) {
        let time = self.moment(time);
        let passage = http(person, client, to);
        let asked = self.log(time, gateway(300, passage, None));
        let failed = self.log(time + 21.0, gateway(304, passage, None));
        let expected = self.gateway_attempt("aborted", person, client, vec![asked, failed]);
        self.expected[expected].end = End::At(vec![failed]);
        self.expected[expected]
            .set("detail", to)
            .set("end_kind", "disconnect");
    }

    /// 312 alone: a channel that leads to nothing.
    pub fn gateway_channel_alone(&mut self, time: Time, person: &Person, client: &Client) {
        let time = self.moment(time);
        let address = with_port(client);
        let passage = at_port(http(person, client, ""), &address);
        let marks = vec![self.log(time, gateway(312, passage, None))];
        let expected = self.gateway_attempt("unknown", person, client, marks);
        self.expected[expected].end = End::Unclaimed;
        self.expected[expected].set("end_kind", "unknown");
    }

    fn gateway_attempt(
        &mut self,
        outcome: &str,
        person: &Person,
        client: &Client,
        marks: Vec<Mark>,
    ) -> usize {
        let expected = self.expect("gateway", outcome, &person.account.name, marks);
        self.expected[expected].set("source_ip", client.address.as_str());
        expected
    }
}

fn http<'a>(person: &'a Person, client: &'a Client, resource: &'a str) -> Passage<'a> {
    Passage {
        user: &person.account,
        address: &client.address,
        resource,
        protocol: "HTTP",
        error: 0,
    }
}

/// The records of the HTTP channel include the port.
fn with_port(client: &Client) -> String {
    format!("{}:{}", client.address, client.port)
}

fn at_port<'a>(passage: Passage<'a>, address: &'a str) -> Passage<'a> {
    Passage { address, ..passage }
}
