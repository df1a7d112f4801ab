//! Texts of Parquet by their numbers. The library makes of every text that it reads a counted reference of its
//! own, which costs more than all else about it. So it is given pages of whole numbers in their place: where
//! texts have a dictionary, a page of such numbers is just what stands in the file; where texts stand as they
//! are, [`PLAIN`] stands for each, and who meets that number takes the next text of the page.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use bytes::Bytes;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::ParquetError;
use parquet::schema::types::{ColumnDescriptor, Type};

use super::cells::TextValues;
use super::header::Column;
use super::parquet_columns::RowsOf;
use super::texts::Texts;

/// A text that stands as it is. No dictionary is as long.
const PLAIN: u32 = i32::MAX as u32;

/// The texts of a column of a row group.
pub struct NumberedTexts {
    /// Of their numbers.
    numbers: ColumnReader,
    pages: Receiver<TextPage>,
    dictionary: Arc<Texts>,
    /// Pages of texts as they are, of which the first is used up to a place.
    plain: VecDeque<Bytes>,
    used: usize,
}

/// What was taken out of the pages that the library sees.
enum TextPage {
    Dictionary(Bytes),
    Plain(Bytes),
}

/// Whether all texts of a column of a row group can be numbered.
pub fn can_be_numbered(mut encodings: impl Iterator<Item = Encoding>) -> bool {
    encodings.all(|encoding| {
        let is_of_dictionary = is_of_dictionary(encoding);
        is_of_dictionary || matches!(encoding, Encoding::PLAIN | Encoding::RLE)
    })
}

fn is_of_dictionary(encoding: Encoding) -> bool {
    matches!(
        encoding,
        Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY
    )
}

impl NumberedTexts {
    pub fn new(
        column: &ColumnDescriptor,
        pages: Box<dyn PageReader>,
    ) -> Result<Self, ParquetError> {
        let number = Type::primitive_type_builder(column.name(), Physical::INT32).build()?;
        let levels = column.max_def_level();
        let numbers = ColumnDescriptor::new(Arc::new(number), levels, 0, column.path().clone());
        let (sender, receiver) = channel();
        let pages = NumberPages {
            pages,
            is_optional: levels > 0,
            texts: sender,
        };
        Ok(Self {
            numbers: get_column_reader(Arc::new(numbers), Box::new(pages)),
            pages: receiver,
            dictionary: Arc::default(),
            plain: VecDeque::new(),
            used: 0,
        })
    }

    /// Reads some rows into the memory of others.
    pub fn read(
        &mut self,
        rows: &mut RowsOf<'_>,
        before: TextValues,
        column: &Column,
    ) -> Result<TextValues, ParquetError> {
        let ColumnReader::Int32ColumnReader(reader) = &mut self.numbers else {
            return Err(damage());
        };
        let numbers = before.numbers.into_iter().map(u32::cast_signed);
        let numbers = rows.read(reader, numbers.collect())?;
        let mut numbers: Vec<u32> = numbers.into_iter().map(i32::cast_unsigned).collect();
        for page in self.pages.try_iter() {
            match page {
                TextPage::Dictionary(bytes) => {
                    self.dictionary = Arc::new(Texts::of_all(TextsOf(&bytes), column));
                }
                TextPage::Plain(bytes) => self.plain.push_back(bytes),
            }
        }
        let mut own = before.own;
        own.clear();
        if !self.plain.is_empty() {
            let shared = self.dictionary.len();
            for number in numbers.iter_mut().filter(|number| **number == PLAIN) {
                let place = own.intern(self.next_plain()?, column) as usize;
                *number = u32::try_from(shared + place).map_err(|_| damage())?;
            }
        }
        Ok(TextValues {
            dictionary: Arc::clone(&self.dictionary),
            own,
            numbers,
        })
    }

    fn next_plain(&mut self) -> Result<&[u8], ParquetError> {
        while self
            .plain
            .front()
            .is_some_and(|page| page.len() <= self.used)
        {
            self.plain.pop_front();
            self.used = 0;
        }
        let page = self.plain.front().ok_or_else(damage)?;
        let text = TextsOf(page.get(self.used..).unwrap_or_default()).next();
        let text = text.ok_or_else(damage)?;
        self.used += LENGTH + text.len();
        Ok(text)
    }
}

/// How many bytes the length of a text takes in front of it.
const LENGTH: usize = 4;

/// The texts of a page, each behind its length.
#[derive(Clone)]
struct TextsOf<'p>(&'p [u8]);

impl<'p> Iterator for TextsOf<'p> {
    type Item = &'p [u8];

    #[inline]
    fn next(&mut self) -> Option<&'p [u8]> {
        let (length, rest) = self.0.split_first_chunk::<LENGTH>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (text, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(text)
    }
}

/// How many texts a page has; none may be cut short.
fn count(page: &[u8]) -> Result<u32, ParquetError> {
    let mut texts = TextsOf(page);
    let count = texts.by_ref().count();
    match u32::try_from(count) {
        Ok(count) if texts.0.is_empty() && count < PLAIN => Ok(count),
        Ok(_) | Err(_) => Err(damage()),
    }
}

fn damage() -> ParquetError {
    ParquetError::General("its texts are cut short".into())
}

/// Pages of numbers in place of pages of texts, which are handed on.
struct NumberPages {
    pages: Box<dyn PageReader>,
    is_optional: bool,
    texts: Sender<TextPage>,
}

impl NumberPages {
    fn numbered(&self, mut page: Page) -> Result<Page, ParquetError> {
        match &mut page {
            Page::DictionaryPage {
                buf,
                num_values,
                encoding,
                is_sorted,
            } => {
                let count = count(buf)?;
                let numbers = (0..count).flat_map(u32::to_le_bytes).collect::<Vec<u8>>();
                self.hand_on(TextPage::Dictionary(std::mem::replace(buf, numbers.into())));
                (*num_values, *encoding, *is_sorted) = (count, Encoding::PLAIN, false);
            }
            Page::DataPage { encoding, .. } | Page::DataPageV2 { encoding, .. }
                if is_of_dictionary(*encoding) => {}
            Page::DataPage {
                buf,
                encoding: Encoding::PLAIN,
                def_level_encoding: Encoding::RLE,
                ..
            } => {
                let length = buf.first_chunk::<4>().filter(|_| self.is_optional);
                let levels = length.map_or(0, |length| 4 + u32::from_le_bytes(*length) as usize);
                *buf = self.plain(buf, levels)?;
            }
            Page::DataPageV2 {
                buf,
                encoding: Encoding::PLAIN,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let levels = (*def_levels_byte_len as usize) + (*rep_levels_byte_len as usize);
                *buf = self.plain(buf, levels)?;
            }
            Page::DataPage { encoding, .. } | Page::DataPageV2 { encoding, .. } => {
                return Err(ParquetError::General(format!(
                    "a page of texts is written as {encoding}, of which its head says nothing"
                )));
            }
        }
        Ok(page)
    }

    /// A page of texts as they are: its levels, and a number for each text.
    fn plain(&self, page: &Bytes, levels: usize) -> Result<Bytes, ParquetError> {
        if page.len() < levels {
            return Err(damage());
        }
        let texts = page.slice(levels..);
        let count = count(&texts)? as usize;
        let mut numbers = page.slice(..levels).to_vec();
        numbers.extend(std::iter::repeat_n(PLAIN.to_le_bytes(), count).flatten());
        self.hand_on(TextPage::Plain(texts));
        Ok(numbers.into())
    }

    fn hand_on(&self, page: TextPage) {
        // Who takes them lives as long as this.
        let _ = self.texts.send(page);
    }
}

impl PageReader for NumberPages {
    fn get_next_page(&mut self) -> Result<Option<Page>, ParquetError> {
        let page = self.pages.get_next_page()?;
        page.map(|page| self.numbered(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>, ParquetError> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<(), ParquetError> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool, ParquetError> {
        self.pages.at_record_boundary()
    }
}

impl Iterator for NumberPages {
    type Item = Result<Page, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}
