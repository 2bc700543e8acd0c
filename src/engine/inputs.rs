//! Everything that a site is made of, as it was read from the disk at one time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use answerbook_kernel::source::config_path;
use answerbook_kernel::{Audience, Code, Config, Diagnostic, Span, source::Sources};

use crate::disk::{self, DiskError, again};
use crate::engine::told::Told;
use crate::render::numbers::Numbers;
use crate::theme::Theme;
use crate::theme_files::{self, Published};
use crate::watch::Changes;

/// A site as it lies on the disk.
#[derive(Clone, Debug)]
pub struct Inputs {
    root: PathBuf,
    config: Arc<Config>,
    sources: Arc<Sources>,
    look: Look,
    told: Told,
    /// What is wrong with the configuration.
    config_faults: Vec<Diagnostic>,
    /// What is wrong with it, with the theme and with the report.
    faults: Vec<Diagnostic>,
}

/// The theme, and what it was made of.
#[derive(Clone, Debug)]
struct Look {
    own: Arc<BTreeMap<String, Vec<u8>>>,
    theme: Arc<Theme>,
    published: Arc<Published>,
    faults: Vec<Diagnostic>,
}

impl Inputs {
    /// Reads a site.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn read(root: &Path) -> Result<Self, DiskError> {
        let (config, config_faults) = read_config(root)?;
        let sources = Arc::new(disk::read_sources(root, &config)?);
        let look = Look::read(root, &config)?;
        let told = Told::read(root, &config);
        Ok(Self::of(root, (config, config_faults), sources, (look, told)))
    }

    /// The same site after some of its files changed; what did not change is shared.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn again(&self, changes: &Changes) -> Result<Self, DiskError> {
        let paths = match changes {
            Changes::Paths(paths) if !paths.iter().any(|path| decides_where(path)) => paths,
            Changes::Paths(_) | Changes::Everything => return self.anew(),
        };
        let look = match paths.iter().any(|path| path.starts_with("themes")) {
            true => self.look.again(&self.root, &self.config)?,
            false => self.look.clone(),
        };
        let sources = again::reread_sources(&self.root, &self.config, &self.sources, paths.iter())?;
        let told = match paths.iter().any(|path| Told::concerns(&self.config, path)) {
            true => Told::read(&self.root, &self.config),
            false => self.told.clone(),
        };
        let config = (Arc::clone(&self.config), self.config_faults.clone());
        Ok(Self::of(&self.root, config, Arc::new(sources), (look, told)))
    }

    /// Everything is read, and what is the same is shared all the same.
    fn anew(&self) -> Result<Self, DiskError> {
        let (config, config_faults) = read_config(&self.root)?;
        let config = if *config == *self.config { Arc::clone(&self.config) } else { config };
        let sources = Arc::new(again::reread_all(&self.root, &config, &self.sources)?);
        let look = if Arc::ptr_eq(&config, &self.config) {
            self.look.again(&self.root, &config)?
        } else {
            Look::read(&self.root, &config)?
        };
        let told = Told::read(&self.root, &config);
        Ok(Self::of(&self.root, (config, config_faults), sources, (look, told)))
    }

    fn of(
        root: &Path,
        (config, config_faults): (Arc<Config>, Vec<Diagnostic>),
        sources: Arc<Sources>,
        (look, told): (Look, Told),
    ) -> Self {
        let faults = config_faults.iter().chain(&look.faults).chain(&told.faults).cloned().collect();
        Self { root: root.to_owned(), config, sources, look, told, config_faults, faults }
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The files of the source folder.
    pub fn sources(&self) -> &Arc<Sources> {
        &self.sources
    }

    /// The theme.
    pub fn theme(&self) -> &Arc<Theme> {
        &self.look.theme
    }

    /// The theme's files as they are published.
    pub fn published(&self) -> &Arc<Published> {
        &self.look.published
    }

    /// What the last report on feedback says to an audience.
    pub fn numbers<A: Audience>(&self) -> Arc<Numbers<A>> {
        Arc::new(self.told.report.as_ref().map_or_else(Numbers::default, Numbers::of))
    }

    /// What is wrong with the configuration, with the theme and with the report.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }
}

impl Look {
    fn read(root: &Path, config: &Config) -> Result<Self, DiskError> {
        let own = disk::read_theme(root, &config.theme)?;
        Self::of(root, config, own)
    }

    fn again(&self, root: &Path, config: &Config) -> Result<Self, DiskError> {
        let own = disk::read_theme(root, &config.theme)?;
        if own == *self.own {
            let mut same = self.clone();
            // Links are no files, and may have come or gone.
            same.faults.retain(|fault| fault.code != Code::Symlink);
            same.faults.extend(disk::links_in_theme(root, &config.theme)?);
            return Ok(same);
        }
        Self::of(root, config, own)
    }

    fn of(root: &Path, config: &Config, own: BTreeMap<String, Vec<u8>>) -> Result<Self, DiskError> {
        let mut faults = disk::links_in_theme(root, &config.theme)?;
        let (theme, found) = Theme::load(config, own.clone()).into_parts();
        faults.extend(found);
        let published = Arc::new(theme_files::published(&theme, config));
        Ok(Self { own: Arc::new(own), theme: Arc::new(theme), published, faults })
    }
}

/// Whether a change there may move the source folder: where an mdBook keeps its sources depends on whether there is a folder of
/// the usual name.
fn decides_where(path: &Path) -> bool {
    path == Path::new("book.toml") || path == Path::new(Config::USUAL_SRC)
}

fn read_config(root: &Path) -> Result<(Arc<Config>, Vec<Diagnostic>), DiskError> {
    let bytes = disk::read_config(root)?;
    let (mut config, faults) = match std::str::from_utf8(&bytes) {
        Ok(text) => Config::parse(text).into_parts(),
        Err(error) => {
            let at = error.valid_up_to();
            let span = Span::new(&config_path(), at..at + 1);
            (Config::default(), vec![Diagnostic::error(Code::NotUtf8, span, "file is not UTF-8")])
        }
    };
    if let Some(src) = disk::mdbook_src(root, &config) {
        config.src = src;
    }
    Ok((Arc::new(config), faults))
}
