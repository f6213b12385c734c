//! Why a server refused a value or a method.

macro_rules! refusals {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A reason that has no code of its own.
            #[default]
            OtherReason,
        }

        impl $name {
            /// The number on the wire.
            #[must_use]
            pub const fn code(self) -> u8 {
                match self {
                    $(Self::$variant => $code,)*
                    Self::OtherReason => 250,
                }
            }

            /// `Ok` for success; an unknown number is [`Self::OtherReason`].
            ///
            /// # Errors
            /// The refusal that the number names.
            pub const fn from_code(code: u8) -> Result<(), Self> {
                match code {
                    0 => Ok(()),
                    $($code => Err(Self::$variant),)*
                    _ => Err(Self::OtherReason),
                }
            }

            /// The number of a result, 0 for success.
            #[must_use]
            pub const fn code_of<T>(result: &Result<T, Self>) -> u8 {
                match result {
                    Ok(_) => 0,
                    Err(refusal) => refusal.code(),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{self:?} ({})", self.code())
            }
        }

        impl std::error::Error for $name {}
    };
}

refusals! {
    /// Why an attribute was not read or written (Data-Access-Result without success).
    AccessResult {
        /// Hardware fault.
        HardwareFault = 1,
        /// Ask again later.
        TemporaryFailure = 2,
        /// This client may not.
        ReadWriteDenied = 3,
        /// No such object.
        ObjectUndefined = 4,
        /// The object has another class.
        ClassInconsistent = 9,
        /// The object is not available now.
        ObjectUnavailable = 11,
        /// The value has the wrong type.
        TypeUnmatched = 12,
        /// Outside what this client may see.
        ScopeViolated = 13,
        /// No such block.
        BlockUnavailable = 14,
        /// The long read was given up.
        LongGetAborted = 15,
        /// No long read is going on.
        NoLongGet = 16,
        /// The long write was given up.
        LongSetAborted = 17,
        /// No long write is going on.
        NoLongSet = 18,
        /// The block number is not the next one.
        BlockNumberInvalid = 19,
    }
}

refusals! {
    /// Why a method was not carried out (Action-Result without success).
    ActionResult {
        /// Hardware fault.
        HardwareFault = 1,
        /// Ask again later.
        TemporaryFailure = 2,
        /// This client may not.
        ReadWriteDenied = 3,
        /// No such object.
        ObjectUndefined = 4,
        /// The object has another class.
        ClassInconsistent = 9,
        /// The object is not available now.
        ObjectUnavailable = 11,
        /// The parameter has the wrong type.
        TypeUnmatched = 12,
        /// Outside what this client may do.
        ScopeViolated = 13,
        /// No such block.
        BlockUnavailable = 14,
        /// The long action was given up.
        LongActionAborted = 15,
        /// No long action is going on.
        NoLongAction = 16,
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessResult, ActionResult};

    #[test]
    fn every_code_reads_back_and_an_unknown_one_is_other_reason() {
        for code in 1..=255 {
            let Err(refusal) = AccessResult::from_code(code) else {
                panic!("{code}")
            };
            assert!(refusal.code() == code || refusal == AccessResult::OtherReason);
            let Err(refusal) = ActionResult::from_code(code) else {
                panic!("{code}")
            };
            assert!(refusal.code() == code || refusal == ActionResult::OtherReason);
        }
        assert_eq!(AccessResult::from_code(0), Ok(()));
    }
}
