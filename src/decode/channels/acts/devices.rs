//! Devices were attached. One stick gives a record for itself, its disk, its volume and its entry among
//! portable devices; what they have in common is the serial number.

use super::{by_writer, without_luid};
use crate::decode::fields::Fields;
use crate::decode::fingerprint::name_fingerprint;
use crate::domain::activity::{ActForm, ActKey, ActivityKind};
use crate::domain::event::{Fact, Header};

/// Kernel-PnP 400: a device was configured. Only for devices that can be attached from outside.
pub(in crate::decode) fn configured(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let instance = fields.unshared("DeviceInstanceId")?;
    let device = Device::parse(&instance)?;
    let object = fields.line_of(&device.object());
    let form = ActForm {
        details: Some(fields.line_of(&instance)),
        key: Some(device.key()),
        ..by_writer(header, ActivityKind::DeviceAttached)
    };
    without_luid(fields, Some(object), form)
}

/// `BusTypeUsb` of the Windows enumeration `STORAGE_BUS_TYPE`.
const USB: u32 = 7;

/// Partition 1006: a disk came or went. Its capacity is 0 when it goes.
pub(in crate::decode) fn disk(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let has_capacity = fields.number("Capacity").is_some_and(|bytes| bytes > 0);
    if fields.u32("BusType") != Some(USB) || !has_capacity {
        return None;
    }
    let maker = fields.line("Manufacturer").unwrap_or_default();
    let model = fields.line("Model").unwrap_or_default();
    let serial = fields.line("SerialNumber").unwrap_or_default();
    let parent = fields.unshared("ParentId").unwrap_or_default();
    let parent = Device::parse(&parent);
    let object = [&*maker, &*model, &*serial].map(str::trim).join(" ");
    let object = object.split_whitespace().collect::<Vec<_>>().join(" ");
    let form = ActForm {
        details: fields.line("ParentId"),
        key: match parent {
            Some(parent) => Some(parent.key()),
            None => (!serial.is_empty()).then(|| key_of(&serial)),
        },
        ..by_writer(header, ActivityKind::DeviceAttached)
    };
    let object = fields.line_of(&object);
    without_luid(
        fields,
        Some(object).filter(|object| !object.is_empty()),
        form,
    )
}

/// A device that can be attached from outside, as its instance id describes it.
#[derive(Debug, PartialEq, Eq)]
struct Device<'a> {
    /// `VID_0781&PID_5597` or `Disk&Ven_SanDisk&Prod_Cruzer`.
    name: &'a str,
    /// Its serial number; `None` if it has none and Windows made up an id that depends on the port.
    serial: Option<&'a str>,
}

impl<'a> Device<'a> {
    fn parse(instance: &'a str) -> Option<Self> {
        if let Some(rest) = after(instance, r"USB\VID_") {
            // The interfaces of a device follow the device itself.
            let (name, id) = rest.split_once('\\')?;
            let is_interface = name.to_ascii_uppercase().contains("&MI_");
            let name = instance.get(r"USB\".len()..)?.split('\\').next()?;
            return (!is_interface).then(|| Self::new(name, id));
        }
        if let Some(rest) = after(instance, r"USBSTOR\") {
            let (name, id) = rest.split_once('\\')?;
            return Some(Self::new(name, id));
        }
        let rest = after(instance, r"STORAGE\VOLUME\_??_USBSTOR#")
            .or_else(|| after(instance, r"SWD\WPDBUSENUM\_??_USBSTOR#"))?;
        let mut parts = rest.split('#');
        Some(Self::new(parts.next()?, parts.next()?))
    }

    /// An id of which the second character is `&` was made up by Windows. The number at the end is that of
    /// the disk in the device.
    fn new(name: &'a str, id: &'a str) -> Self {
        let is_made_up = id.chars().nth(1) == Some('&');
        let serial = match id.rsplit_once('&') {
            Some((serial, disk)) if disk.bytes().all(|digit| digit.is_ascii_digit()) => serial,
            _ => id,
        };
        Self {
            name,
            serial: (!is_made_up && !serial.is_empty()).then_some(serial),
        }
    }

    /// `SanDisk Cruzer Glide 3.0 4C530000261130109435`.
    fn object(&self) -> String {
        let part = |prefix: &str| {
            let mut parts = self.name.split('&');
            let part = parts.find_map(|part| after(part, prefix));
            part.map(|part| part.replace('_', " "))
        };
        let name = match (part("Ven_"), part("Prod_")) {
            (None, None) => self.name.to_owned(),
            (maker, product) => [maker, product]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
        };
        format!("{} {}", name.trim(), self.serial.unwrap_or_default())
            .trim()
            .to_owned()
    }

    fn key(&self) -> ActKey {
        key_of(self.serial.unwrap_or(self.name))
    }
}

fn key_of(serial: &str) -> ActKey {
    ActKey::Device(name_fingerprint(&serial.trim().to_ascii_lowercase()))
}

/// What follows a prefix, without regard to case.
fn after<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let begin = text.get(..prefix.len())?;
    begin
        .eq_ignore_ascii_case(prefix)
        .then(|| text.get(prefix.len()..))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_records_of_one_stick_have_one_key() {
        let keys: Vec<_> = [
            r"USB\VID_0781&PID_5597\4C530000261130109435",
            r"USBSTOR\Disk&Ven_SanDisk&Prod_Cruzer_Glide_3.0&Rev_1.00\4C530000261130109435&0",
            r"STORAGE\Volume\_??_USBSTOR#Disk&Ven_SanDisk&Prod_Cruzer_Glide_3.0&Rev_1.00#4C530000261130109435&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}",
            r"SWD\WPDBUSENUM\_??_USBSTOR#DISK&VEN_SANDISK&PROD_CRUZER_GLIDE_3.0&REV_1.00#4c530000261130109435&0#{53F56307-B6BF-11D0-94F2-00A0C91EFB8B}",
        ]
        .into_iter()
        .map(|instance| Device::parse(instance).expect("a device").key())
        .collect();
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{keys:?}");
    }

    #[test]
    fn a_device_is_named_with_its_serial_number() {
        let object = |instance| Device::parse(instance).map(|device| device.object());
        assert_eq!(
            object(r"USBSTOR\Disk&Ven_SanDisk&Prod_Cruzer_Glide_3.0&Rev_1.00\4C53&0").as_deref(),
            Some("SanDisk Cruzer Glide 3.0 4C53")
        );
        assert_eq!(
            object(r"USB\VID_0E0F&PID_0003\6&30c5d09c&0&5").as_deref(),
            Some("VID_0E0F&PID_0003"),
            "Windows made up the id"
        );
    }

    #[test]
    fn other_devices_are_not_attached() {
        for instance in [
            r"USB\ROOT_HUB30\5&2d19e01d&0&0",
            r"USB\VID_0E0F&PID_0003&MI_00\7&3ae26960&0&0000",
            r"TERMINPUT_BUS\UMB\2&22b0f4c2&0&Session1Keyboard0",
            r"SWD\WPDBUSENUM\{0E8F}#0000000000100000",
            r"PCI\VEN_15AD&DEV_0405\3&18d45aa6&0&78",
            "",
        ] {
            assert_eq!(Device::parse(instance), None, "{instance}");
        }
    }
}
