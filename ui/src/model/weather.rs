//! Temperatures, in tenths of a degree Celsius, as people read and type them.

/// `71 °F (21.5 °C)`: the country reads Fahrenheit, the weather service writes Celsius.
pub fn degrees(c10: i32) -> String {
    let f = (i64::from(c10) * 9 + 25).div_euclid(50) + 32;
    let (sign, c10) = (if c10 < 0 { "-" } else { "" }, c10.unsigned_abs());
    format!("{f} °F ({sign}{}.{} °C)", c10 / 10, c10 % 10)
}

/// Reads `70`, `70.5`, `-3 F` or `21.5 °C`, with a comma, too. Without a unit it is Fahrenheit: who
/// types 20 on a winter night must not be read as a mild day, on which people may be cut.
/// From -90 to 60 degrees Celsius.
pub fn typed(text: &str) -> Option<i32> {
    let text = text.trim().to_ascii_uppercase().replace(',', ".");
    let (text, celsius) = match (text.strip_suffix('C'), text.strip_suffix('F')) {
        (Some(rest), _) => (rest, true),
        (_, Some(rest)) => (rest, false),
        _ => (text.as_str(), false),
    };
    let text = text.trim_end_matches(['°', ' ']);
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, tenth) = digits.split_once('.').unwrap_or((digits, "0"));
    let number = |part: &str, max| {
        let fits = (1..=max).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<i32>().ok()).flatten()
    };
    let tenths = number(whole, 3)? * 10 + number(tenth, 1)?;
    let tenths = if negative { -tenths } else { tenths };
    let c10 = if celsius {
        tenths
    } else {
        // Five ninths, to the nearest tenth.
        ((tenths - 320) * 10 + 9).div_euclid(18)
    };
    (-900..=600).contains(&c10).then_some(c10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_read_and_written() {
        assert_eq!(degrees(215), "71 °F (21.5 °C)");
        assert_eq!(degrees(-5), "31 °F (-0.5 °C)");
        assert_eq!(typed("32"), Some(0));
        assert_eq!(typed("70.7 f"), Some(215));
        assert_eq!(typed("21,5 °c"), Some(215));
        assert_eq!(typed(" -3,5C "), Some(-35));
        assert_eq!(typed("20"), Some(-67));
        assert_eq!(typed("-40"), typed("-40 C"));
        for wrong in [
            "",
            "-",
            "x",
            "61 C",
            "141",
            "21.55",
            "20 K",
            "C",
            "1e1",
            "--2",
            "+3",
            "9\u{1f4a9}",
        ] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_was_typed_in_whole_fahrenheit_is_read_back() {
        for f in -130..=140 {
            let c10 = typed(&f.to_string()).expect("a temperature");
            assert!(degrees(c10).starts_with(&format!("{f} °F")), "{f}: {c10}");
        }
    }
}
