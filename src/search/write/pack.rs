//! One file: a gzip member (RFC 1952) with deflate, no time, no name, no system.

use std::io;

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// How hard to compress: the files are small, and far more often read than written.
const LEVEL: Compression = Compression::new(6);
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// Compresses one file after the other; what it works with is large, and is made once.
pub(crate) struct Packer(Compress);

impl Packer {
    pub(crate) fn new() -> Packer {
        Packer(Compress::new(LEVEL, false))
    }

    /// One gzip member, which ends with a checksum of what it holds.
    pub(crate) fn pack(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = HEADER.to_vec();
        // More than deflate ever needs: five bytes for every 16 kB that it cannot make smaller.
        out.reserve(bytes.len() + bytes.len() / 1024 + 64);
        self.0.reset();
        let status = self.0.compress_vec(bytes, &mut out, FlushCompress::Finish)?;
        if status != Status::StreamEnd {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let mut checksum = Crc::new();
        checksum.update(bytes);
        out.extend(checksum.sum().to_le_bytes());
        out.extend(checksum.amount().to_le_bytes());
        out.shrink_to_fit();
        Ok(out)
    }
}
