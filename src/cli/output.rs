//! Where a run's output goes: standard output, or a file that never looks whole before it is; packed where
//! its name says so.

use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::interrupt;
use super::io::{cannot_write, is_standard};
use super::packing::{Packer, Packing};

/// An output to write to, and then to [`Output::finish`].
pub struct Output(Option<Packer<Place>>);

/// Where the bytes go.
enum Place {
    Standard(BufWriter<Stdout>),
    /// A pipe or a device: written as it comes.
    Direct(BufWriter<File>),
    File(PartialFile),
    /// What is written there now is lost: the rest of an output that is not to look whole.
    Nowhere,
}

/// A file under another name beside its place until it is whole.
pub struct PartialFile {
    target: PathBuf,
    partial: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Output {
    /// Opens a file, or standard output where the path is `-`.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let place = if is_standard(path) {
            Ok(Place::Standard(BufWriter::new(io::stdout())))
        } else {
            Place::open(path)
        };
        place
            .and_then(|place| Packer::new(place, Packing::of_name(path)))
            .map(|packer| Self(Some(packer)))
            .map_err(|error| cannot_write(path, &error))
    }

    /// Brings what was written to its place.
    pub fn finish(mut self) -> io::Result<()> {
        let Some(packer) = self.0.take() else {
            return Ok(());
        };
        match packer.finish()? {
            Place::Standard(mut out) => out.flush(),
            Place::Direct(mut out) => out.flush(),
            Place::File(file) => file.finish(),
            Place::Nowhere => Ok(()),
        }
    }

    pub fn is_standard(&self) -> bool {
        let place = self.0.as_ref().map(Packer::inner);
        matches!(place, Some(Place::Standard(_)))
    }
}

impl Drop for Output {
    /// A packer that is dropped brings what it packs to an end, and a reader at the other end of a pipe
    /// would take that for the whole.
    fn drop(&mut self) {
        if let Some(packer) = &mut self.0 {
            packer.inner_mut().abandon();
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Some(packer) => packer.write(bytes),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.as_mut().map_or(Ok(()), Packer::flush)
    }
}

impl Place {
    fn open(path: &Path) -> io::Result<Self> {
        // A link is followed, so that the file that it leads to is replaced and not the link.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if !metadata.is_file() => {
                let file = File::options().write(true).open(&target)?;
                Ok(Self::Direct(BufWriter::new(file)))
            }
            Ok(metadata) => {
                // Fails where the file may not be written.
                File::options().append(true).open(&target)?;
                let partial = PartialFile::create(&target)?;
                fs::set_permissions(&partial.partial, metadata.permissions())?;
                Ok(Self::File(partial))
            }
            Err(_) => PartialFile::create(&target).map(Self::File),
        }
    }

    /// Lets nothing more through. A file that is not whole is thrown away by itself.
    fn abandon(&mut self) {
        match self {
            Self::Standard(_) | Self::Direct(_) => *self = Self::Nowhere,
            Self::File(_) | Self::Nowhere => {}
        }
    }
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::Direct(out) => out.write(bytes),
            Self::File(file) => match &mut file.file {
                Some(out) => out.write(bytes),
                None => Ok(bytes.len()),
            },
            Self::Nowhere => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::Direct(out) => out.flush(),
            Self::File(file) => file.file.as_mut().map_or(Ok(()), BufWriter::flush),
            Self::Nowhere => Ok(()),
        }
    }
}

impl PartialFile {
    fn create(target: &Path) -> io::Result<Self> {
        let name = target
            .file_name()
            .ok_or(io::Error::from(io::ErrorKind::InvalidFilename))?;
        let mut partial = name.to_owned();
        partial.push(format!(".partial-{}", std::process::id()));
        let partial = target.with_file_name(partial);
        let file = interrupt::begin(&partial, || File::create(&partial))?;
        Ok(Self {
            target: target.to_owned(),
            partial,
            file: Some(BufWriter::new(file)),
        })
    }

    fn finish(mut self) -> io::Result<()> {
        let Some(mut file) = self.file.take() else {
            return Ok(());
        };
        let moved = file.flush().and_then(|()| {
            interrupt::end(&self.partial, || fs::rename(&self.partial, &self.target))
        });
        if moved.is_err() {
            self.file = Some(file);
        }
        moved
    }
}

impl Drop for PartialFile {
    /// What was not finished is thrown away.
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = interrupt::end(&self.partial, || fs::remove_file(&self.partial));
        }
    }
}
