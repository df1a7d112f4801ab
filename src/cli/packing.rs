//! Streams packed by gzip or zstd. The only file that names those libraries.
//!
//! What is read says by its first bytes how it is packed; what is written is packed as its name ends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// How a stream is packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    /// By the ending of a name: `.gz`, `.zst`.
    pub fn of_name(path: &Path) -> Self {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("gz") => Self::Gzip,
            Some("zst" | "zstd") => Self::Zstd,
            Some(_) | None => Self::None,
        }
    }

    fn of_first_bytes(bytes: &[u8]) -> Self {
        if bytes.starts_with(GZIP_MAGIC) {
            Self::Gzip
        } else if bytes.starts_with(ZSTD_MAGIC) {
            Self::Zstd
        } else {
            Self::None
        }
    }
}

/// A stream with its packing taken off. A line of events begins with neither mark, so
/// the first bytes cannot mislead.
pub fn unpacked<R: BufRead + Send + 'static>(
    mut input: R,
    buffer_bytes: usize,
) -> io::Result<Box<dyn BufRead + Send>> {
    fn buffered(read: impl Read + Send + 'static, bytes: usize) -> Box<dyn BufRead + Send> {
        Box::new(BufReader::with_capacity(bytes, read))
    }
    Ok(match Packing::of_first_bytes(first_bytes(&mut input)?) {
        Packing::None => Box::new(input),
        Packing::Gzip => buffered(MultiGzDecoder::new(input), buffer_bytes),
        Packing::Zstd => buffered(zstd::Decoder::with_buffer(input)?, buffer_bytes),
    })
}

/// All bytes of a stream with its packing taken off.
pub fn unpacked_all(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if Packing::of_first_bytes(&bytes) == Packing::None {
        return Ok(bytes);
    }
    const BUFFER_BYTES: usize = 64 * 1024;
    let mut all = Vec::new();
    unpacked(io::Cursor::new(bytes), BUFFER_BYTES)?.read_to_end(&mut all)?;
    Ok(all)
}

fn first_bytes(input: &mut impl BufRead) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    input.fill_buf()
}

/// A writer that packs.
pub enum Packer<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    Zstd(zstd::Encoder<'static, W>),
}

impl<W: Write> Packer<W> {
    pub fn new(out: W, packing: Packing) -> io::Result<Self> {
        Ok(match packing {
            Packing::None => Self::Plain(out),
            Packing::Gzip => Self::Gzip(GzEncoder::new(out, Compression::default())),
            Packing::Zstd => Self::Zstd(zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?),
        })
    }

    /// Writes what is still held back, and gives the writer back.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(out) => out.finish(),
            Self::Zstd(out) => out.finish(),
        }
    }

    /// The writer behind.
    pub fn inner(&self) -> &W {
        match self {
            Self::Plain(out) => out,
            Self::Gzip(out) => out.get_ref(),
            Self::Zstd(out) => out.get_ref(),
        }
    }

    pub fn inner_mut(&mut self) -> &mut W {
        match self {
            Self::Plain(out) => out,
            Self::Gzip(out) => out.get_mut(),
            Self::Zstd(out) => out.get_mut(),
        }
    }
}

impl<W: Write> Write for Packer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(out) => out.write(bytes),
            Self::Zstd(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(out) => out.flush(),
            Self::Zstd(out) => out.flush(),
        }
    }
}
