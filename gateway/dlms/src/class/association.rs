//! Class 15, association with logical names: what the client may see and do.

use super::{fields, name, number};
use crate::codec::DecodeError;
use crate::data::Data;
use crate::obis::Obis;

/// Class id.
pub const CLASS: u16 = 15;
/// Attribute 2: the objects that this client sees.
pub const OBJECT_LIST: i8 = 2;
/// Attribute 3: client and server service access points.
pub const PARTNERS: i8 = 3;
/// Attribute 6: the authentication mechanism.
pub const MECHANISM: i8 = 6;
/// Attribute 8: 0 none, 1 pending, 2 associated.
pub const STATUS: i8 = 8;
/// Method 1: the second pass of HLS.
pub const REPLY_TO_HLS: i8 = 1;

/// What may be done with an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing, 0.
    None,
    /// Read, 1.
    Read,
    /// Write, 2.
    Write,
    /// Read and write, 3.
    ReadWrite,
}

impl Access {
    /// True when reading is allowed.
    #[must_use]
    pub const fn can_read(self) -> bool {
        matches!(self, Self::Read | Self::ReadWrite)
    }

    /// True when writing is allowed.
    #[must_use]
    pub const fn can_write(self) -> bool {
        matches!(self, Self::Write | Self::ReadWrite)
    }

    /// From both halves.
    #[must_use]
    pub const fn of(read: bool, write: bool) -> Self {
        match (read, write) {
            (false, false) => Self::None,
            (true, false) => Self::Read,
            (false, true) => Self::Write,
            (true, true) => Self::ReadWrite,
        }
    }

    const fn mode(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Read => 1,
            Self::Write => 2,
            Self::ReadWrite => 3,
        }
    }

    fn from_mode(mode: u8) -> Self {
        // 4 to 6 are 1 to 3 with authentication.
        match mode {
            1 | 4 => Self::Read,
            2 | 5 => Self::Write,
            3 | 6 => Self::ReadWrite,
            _ => Self::None,
        }
    }
}

/// One object of the list, and what may be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectEntry {
    /// Interface class.
    pub class: u16,
    /// Its version.
    pub version: u8,
    /// Logical name.
    pub obis: Obis,
    /// Attribute number and what may be done with it.
    pub attributes: Vec<(i8, Access)>,
    /// Method number and whether it may be called.
    pub methods: Vec<(i8, bool)>,
}

impl ObjectEntry {
    /// All attributes 1 to `readable` can be read, those in `writable` written too, and the
    /// methods 1 to `methods` called.
    #[must_use]
    pub fn new(
        class: u16,
        version: u8,
        obis: Obis,
        readable: i8,
        writable: &[i8],
        methods: i8,
    ) -> Self {
        let access = |index: i8| (index, Access::of(true, writable.contains(&index)));
        Self {
            class,
            version,
            obis,
            attributes: (1..=readable).map(access).collect(),
            methods: (1..=methods).map(|index| (index, true)).collect(),
        }
    }

    /// As an element of the object list.
    #[must_use]
    pub fn to_data(&self) -> Data {
        let attribute = |(index, access): &(i8, Access)| {
            Data::Structure(vec![
                Data::I8(*index),
                Data::Enum(access.mode()),
                Data::Null,
            ])
        };
        let method = |(index, can): &(i8, bool)| {
            Data::Structure(vec![Data::I8(*index), Data::Enum(u8::from(*can))])
        };
        let attributes = self.attributes.iter().map(attribute).collect();
        let methods = self.methods.iter().map(method).collect();
        Data::Structure(vec![
            Data::U16(self.class),
            Data::U8(self.version),
            self.obis.into(),
            Data::Structure(vec![Data::Array(attributes), Data::Array(methods)]),
        ])
    }

    /// From an element of the object list.
    ///
    /// # Errors
    /// Any other shape.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "an object list element";
        let [class, version, obis, rights] = fields(data, WHAT)?;
        let [attributes, methods] = fields(rights, WHAT)?;
        let list = |data: &Data| data.items().map(<[Data]>::to_vec).unwrap_or_default();
        let mut out = Self {
            class: number(class, WHAT)?,
            version: number(version, WHAT)?,
            obis: name(obis, WHAT)?,
            attributes: Vec::new(),
            methods: Vec::new(),
        };
        for attribute in list(attributes) {
            let [index, mode, _] = fields(&attribute, WHAT)?;
            out.attributes
                .push((number(index, WHAT)?, Access::from_mode(number(mode, WHAT)?)));
        }
        for method in list(methods) {
            let [index, mode] = fields(&method, WHAT)?;
            // A boolean in version 0 of the class, an enum after.
            let can = mode.as_bool().ok_or(DecodeError::Meaning { what: WHAT })?;
            out.methods.push((number(index, WHAT)?, can));
        }
        Ok(out)
    }

    /// The whole attribute 2.
    ///
    /// # Errors
    /// Any other shape.
    pub fn list_from_data(data: &Data) -> Result<Vec<Self>, DecodeError> {
        let items = data.items().ok_or(DecodeError::Meaning {
            what: "an object list",
        })?;
        items.iter().map(Self::from_data).collect()
    }
}
