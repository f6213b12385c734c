//! What a reader has chosen for this device: size of text and contrast.

/// Size of text, four steps from the reader's own default upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextSize {
    /// A little smaller than the browser's own.
    Small,
    /// The browser's own.
    #[default]
    Medium,
    /// A quarter more.
    Large,
    /// Half more.
    ExtraLarge,
}

/// Colours and contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contrast {
    /// Light or dark as the device says.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black on white, lines around everything.
    HighLight,
    /// White on black, lines around everything.
    HighDark,
}

/// Everything that is chosen for this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prefs {
    /// Size of text.
    pub text: TextSize,
    /// Colours and contrast.
    pub contrast: Contrast,
}

impl TextSize {
    /// Every step, smallest first.
    pub const ALL: [Self; 4] = [Self::Small, Self::Medium, Self::Large, Self::ExtraLarge];

    /// The word in `data-text` and in storage.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::ExtraLarge => "extra-large",
        }
    }
    /// Text id of its name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Small => "settings-text-small",
            Self::Medium => "settings-text-medium",
            Self::Large => "settings-text-large",
            Self::ExtraLarge => "settings-text-extra-large",
        }
    }
}

impl Contrast {
    /// Every mode.
    pub const ALL: [Self; 5] = [
        Self::Auto,
        Self::Light,
        Self::Dark,
        Self::HighLight,
        Self::HighDark,
    ];

    /// The word in `data-contrast` and in storage.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::HighLight => "high-light",
            Self::HighDark => "high-dark",
        }
    }
    /// Text id of its name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Auto => "settings-contrast-auto",
            Self::Light => "settings-contrast-light",
            Self::Dark => "settings-contrast-dark",
            Self::HighLight => "settings-contrast-high-light",
            Self::HighDark => "settings-contrast-high-dark",
        }
    }
}

impl Prefs {
    /// As kept: two words.
    pub fn to_words(self) -> String {
        format!("{} {}", self.text.word(), self.contrast.word())
    }
    /// Reads what was kept; what cannot be read is the default.
    pub fn from_words(words: &str) -> Self {
        let mut words = words.split(' ');
        let text = words.next().unwrap_or_default();
        let contrast = words.next().unwrap_or_default();
        Self {
            text: TextSize::ALL
                .into_iter()
                .find(|s| s.word() == text)
                .unwrap_or_default(),
            contrast: Contrast::ALL
                .into_iter()
                .find(|c| c.word() == contrast)
                .unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_read_back_and_nonsense_is_the_default() {
        for text in TextSize::ALL {
            for contrast in Contrast::ALL {
                let prefs = Prefs { text, contrast };
                assert_eq!(Prefs::from_words(&prefs.to_words()), prefs);
            }
        }
        assert_eq!(Prefs::from_words("huge"), Prefs::default());
    }
}
