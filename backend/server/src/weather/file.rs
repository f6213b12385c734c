//! Weather from a file in TOML that another program writes again and again. It is read whole each
//! time; half a file is none.
//!
//! ```toml
//! [[report]]
//! place = "Riverside"
//! as_of = 1795600800000   # milliseconds since 1970 UTC
//! now_c10 = 215           # tenths of a degree Celsius
//! high_c10 = 290          # of the next 24 hours
//! low_c10 = 120
//! advisories = ["heat"]
//! ```

use ami_adcs::weather::{REPORTS_MAX, Reports, WeatherSource, WeatherTrouble};
use ami_domain::time::Timestamp;
use ami_domain::weather::Weather;
use std::path::PathBuf;
use tokio::io::AsyncReadExt;

/// Largest file, in bytes: room for every report that one look may bring.
const FILE_MAX: u64 = 512 * 1024;

/// The file.
#[derive(Debug)]
pub struct WeatherFile {
    path: PathBuf,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    report: Vec<Weather>,
}

impl WeatherFile {
    /// Reads nothing yet: the file may come later.
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    async fn read(&self) -> Result<Vec<Weather>, String> {
        let file = tokio::fs::File::open(&self.path).await;
        let mut text = String::new();
        file.map_err(|e| e.to_string())?
            .take(FILE_MAX + 1)
            .read_to_string(&mut text)
            .await
            .map_err(|e| e.to_string())?;
        if text.len() as u64 > FILE_MAX {
            return Err(format!("it is larger than {FILE_MAX} bytes"));
        }
        let text: Text = toml::from_str(&text).map_err(|e| e.to_string())?;
        if text.report.len() > REPORTS_MAX {
            return Err(format!("it has more than {REPORTS_MAX} reports"));
        }
        Ok(text.report)
    }
}

impl WeatherSource for WeatherFile {
    fn look(&self, _: Timestamp) -> Reports<'_> {
        Box::pin(async move {
            self.read().await.map_err(|why| WeatherTrouble {
                from: self.path.display().to_string(),
                why,
            })
        })
    }
}
