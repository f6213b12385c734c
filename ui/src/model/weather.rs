//! Temperatures, in tenths of a degree Celsius, as people read and type them.

/// `70 °F (21.5 °C)`: the country reads Fahrenheit, the weather service writes Celsius.
pub fn degrees(c10: i32) -> String {
    let f = (i64::from(c10) * 9).div_euclid(50) + 32;
    let (sign, c10) = (if c10 < 0 { "-" } else { "" }, c10.unsigned_abs());
    format!("{f} °F ({sign}{}.{} °C)", c10 / 10, c10 % 10)
}

/// Reads `21`, `21.5` or `-3.5`, from -90 to 60 degrees; with a comma, too.
pub fn typed(text: &str) -> Option<i32> {
    let text = text.trim().replace(',', ".");
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, tenth) = digits.split_once('.').unwrap_or((digits, "0"));
    let number = |part: &str, max| {
        let fits = (1..=max).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<i32>().ok()).flatten()
    };
    let c10 = number(whole, 2)? * 10 + number(tenth, 1)?;
    let c10 = if negative { -c10 } else { c10 };
    (-900..=600).contains(&c10).then_some(c10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_read_and_written() {
        assert_eq!(degrees(215), "70 °F (21.5 °C)");
        assert_eq!(degrees(-5), "31 °F (-0.5 °C)");
        assert_eq!(typed("21"), Some(210));
        assert_eq!(typed(" -3,5 "), Some(-35));
        for wrong in [
            "",
            "-",
            "x",
            "61",
            "21.55",
            "1e1",
            "--2",
            "+3",
            "9\u{1f4a9}",
        ] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }
}
