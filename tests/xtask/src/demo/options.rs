//! The command line of the demo.

use std::path::PathBuf;

use crate::{USAGE, trouble::Trouble};

/// An hour of the business in ten seconds.
const SPEED_DEFAULT: u32 = 360;
/// A day in a second; beyond that the meters' intervals outrun the serial line.
const SPEED_MAX: u32 = 86_400;
const PORT_DEFAULT: u16 = 8080;

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// Business seconds per real second.
    pub(super) speed: u32,
    /// Where the state is kept; nowhere when absent.
    pub(super) data: Option<PathBuf>,
    /// The website's port.
    pub(super) port: u16,
    /// Whether the in-home display opens.
    pub(super) display: bool,
    /// Programs and website that are there already.
    pub(super) bin_dir: Option<PathBuf>,
    pub(super) ui_dir: Option<PathBuf>,
}

impl Options {
    /// Reads the arguments after `demo`.
    ///
    /// # Errors
    /// Exit code 2 for an unknown option, a missing value or a number out of range.
    pub(super) fn parse(args: &[String]) -> Result<Self, Trouble> {
        let mut options = Self {
            speed: SPEED_DEFAULT,
            data: None,
            port: PORT_DEFAULT,
            display: false,
            bin_dir: None,
            ui_dir: None,
        };
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            let mut value = || {
                rest.next()
                    .ok_or_else(|| Trouble::usage(&format!("{arg} needs a value"), USAGE))
            };
            match arg.as_str() {
                "--display" => options.display = true,
                "--data" => options.data = Some(PathBuf::from(value()?)),
                "--bin-dir" => options.bin_dir = Some(PathBuf::from(value()?)),
                "--ui-dir" => options.ui_dir = Some(PathBuf::from(value()?)),
                "--speed" => options.speed = number(arg, value()?, 1, SPEED_MAX)?,
                "--port" => {
                    let port = number(arg, value()?, 1, u32::from(u16::MAX))?;
                    options.port = u16::try_from(port).unwrap_or(PORT_DEFAULT);
                }
                other => return Err(Trouble::usage(&format!("no option `{other}`"), USAGE)),
            }
        }
        Ok(options)
    }
}

fn number(option: &str, text: &str, least: u32, most: u32) -> Result<u32, Trouble> {
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        Ok(_) | Err(_) => Err(Trouble::ask(
            format!("{option} {text}: not a number from {least} to {most}"),
            format!("start again with {option} {least} .. {most}"),
        )),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn parse(line: &str) -> Result<Options, Trouble> {
        Options::parse(
            &line
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn defaults_are_an_hour_in_ten_seconds_on_port_8080() {
        let options = parse("").unwrap();
        assert_eq!(
            (options.speed, options.port, options.data),
            (360, 8080, None)
        );
    }

    #[test]
    fn wrong_options_are_refused_with_what_to_do() {
        for line in [
            "--speed 0",
            "--speed 86401",
            "--port 70000",
            "--port",
            "--fast",
        ] {
            let trouble = parse(line).unwrap_err();
            assert_eq!(trouble.code(), 2, "{line}");
            assert!(trouble.to_string().contains("next:"), "{line}");
        }
    }
}
