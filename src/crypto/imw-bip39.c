/* imw-bip39.c: BIP39 word lists and checksum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bip39"

#include "config.h"

#include "imw-bip39.h"
#include "imw-bip39-private.h"
#include "imw-hash.h"
#include "imw-error.h"

#include <sodium.h>
#include <string.h>

#define N_LISTS        3
#define MAX_WORDS      24
#define MAX_ENTROPY    32
#define MAX_WORD_BYTES 48 /* "ideographic" characters of four bytes, and no word is longer than 8 */
#define BITS_PER_WORD  11

G_DEFINE_ENUM_TYPE (ImwBip39List,
                    imw_bip39_list,
                    G_DEFINE_ENUM_VALUE (IMW_BIP39_ENGLISH, "en"),
                    G_DEFINE_ENUM_VALUE (IMW_BIP39_CHINESE_SIMPLIFIED, "zh-Hans"),
                    G_DEFINE_ENUM_VALUE (IMW_BIP39_CHINESE_TRADITIONAL, "zh-Hant"))

/* Everything that to_entropy () learns about the words; wiped as one. */
typedef struct
{
  guint  n_words;
  gint16 indices[N_LISTS][MAX_WORDS]; /* -1: not in this list */
  guint8 entropy[MAX_ENTROPY];
  char   word[MAX_WORD_BYTES];
} Reading;

typedef struct
{
  ImwBip39List  list;
  const guint8 *entropy;
  gsize         entropy_length;
} Writing;

static const char *const *
get_words (ImwBip39List list)
{
  const char *const *words = NULL;

  switch (list)
    {
    case IMW_BIP39_ENGLISH:
      words = imw_bip39_english;
      break;
    case IMW_BIP39_CHINESE_SIMPLIFIED:
      words = imw_bip39_chinese_simplified;
      break;
    case IMW_BIP39_CHINESE_TRADITIONAL:
      words = imw_bip39_chinese_traditional;
      break;
    }
  g_assert (words != NULL);

  return words;
}

static gint
find_exactly (ImwBip39List list, const char *word)
{
  const char *const *words = get_words (list);

  for (gint i = 0; i < IMW_BIP39_WORDS; i++)
    {
      if (strcmp (words[i], word) == 0)
        return i;
    }

  return -1;
}

static gboolean
is_ascii (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guint8) text[i] >= 0x80)
        return FALSE;
    }

  return TRUE;
}

/* Wipes and frees what g_utf8_normalize () gave. */
static void
free_wiped (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
  g_free (text);
}

/* @text as the lists have their words, in @word; FALSE when it is longer than any of them. English
 * and Chinese as lists and input methods give them never leave @word. */
static gboolean
fold_word (const char *text, gsize length, char *word)
{
  char    *normal;
  gboolean fits;

  if (length >= MAX_WORD_BYTES)
    return FALSE;
  memcpy (word, text, length);
  word[length] = '\0';

  if (!is_ascii (word, length) && find_exactly (IMW_BIP39_CHINESE_SIMPLIFIED, word) < 0 &&
      find_exactly (IMW_BIP39_CHINESE_TRADITIONAL, word) < 0)
    {
      normal = g_utf8_normalize (word, (gssize) length, G_NORMALIZE_NFKD);
      fits = normal != NULL && strlen (normal) < MAX_WORD_BYTES;
      if (fits)
        memcpy (word, normal, strlen (normal) + 1);
      free_wiped (normal);
      if (!fits)
        return FALSE;
    }
  for (char *p = word; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);

  return TRUE;
}

static gboolean
is_ideograph (const char *p)
{
  return g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN;
}

static gsize
char_size (const char *p)
{
  return (gsize) g_utf8_skip[(guint8) *p];
}

/* The next word of the @length bytes of UTF-8 at @text from @position on; FALSE at the end. A Chinese
 * word is one character, so it ends by itself: people write them without spaces. */
static gboolean
next_word (const char *text, gsize length, gsize *position, gsize *start)
{
  while (*position < length && g_unichar_isspace (g_utf8_get_char (&text[*position])))
    *position += char_size (&text[*position]);
  *start = *position;
  if (*position < length && is_ideograph (&text[*position]))
    {
      *position += char_size (&text[*position]);
      return TRUE;
    }
  while (*position < length && !g_unichar_isspace (g_utf8_get_char (&text[*position])) &&
         !is_ideograph (&text[*position]))
    *position += char_size (&text[*position]);

  return *position > *start;
}

static gboolean
look_up_words (const char *text, gsize length, Reading *reading, GError **error)
{
  gsize position = 0;
  gsize start = 0;

  while (next_word (text, length, &position, &start))
    {
      gboolean folded;

      if (reading->n_words == MAX_WORDS)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "More than 24 words");
          return FALSE;
        }
      folded = fold_word (&text[start], position - start, reading->word);
      for (gint i = 0; i < N_LISTS; i++)
        {
          gint index = folded ? find_exactly ((ImwBip39List) i, reading->word) : -1;

          reading->indices[i][reading->n_words] = (gint16) index;
        }
      reading->n_words++;
    }

  if (reading->n_words < 12 || reading->n_words % 3 != 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%u words, not 12, 15, 18, 21 or 24",
                   reading->n_words);
      return FALSE;
    }

  return TRUE;
}

/* 0-based position of the first word that @list does not have; n_words when it has all. */
static guint
first_unknown (const Reading *reading, gint list)
{
  guint i = 0;

  while (i < reading->n_words && reading->indices[list][i] >= 0)
    i++;

  return i;
}

static guint
count_known (const Reading *reading, gint list)
{
  guint n = 0;

  for (guint i = 0; i < reading->n_words; i++)
    n += reading->indices[list][i] >= 0 ? 1 : 0;

  return n;
}

/* Puts the entropy of words that are all in @list into @reading, and compares the checksum. */
static gboolean
decode_words (Reading *reading, gint list)
{
  gsize    n_bits = reading->n_words * BITS_PER_WORD * 32 / 33;
  guint    n_check_bits = reading->n_words / 3;
  guint8   hash[32];
  guint    check = 0;
  gboolean good;

  memset (reading->entropy, 0, sizeof reading->entropy);
  for (gsize bit = 0; bit < n_bits + n_check_bits; bit++)
    {
      guint index = (guint) reading->indices[list][bit / BITS_PER_WORD];
      guint value = index >> (BITS_PER_WORD - 1 - bit % BITS_PER_WORD) & 1;

      if (bit < n_bits)
        reading->entropy[bit / 8] = (guint8) (reading->entropy[bit / 8] | value << (7 - bit % 8));
      else
        check = check << 1 | value;
    }
  imw_sha256 (reading->entropy, n_bits / 8, hash);
  good = ((guint) hash[0] >> (8 - n_check_bits)) == check;
  sodium_memzero (hash, sizeof hash);

  return good;
}

/* The list that has all words and fits the checksum. The two Chinese lists share characters. */
static gboolean
choose_list (Reading *reading, ImwBip39List *list, GError **error)
{
  gint nearest = 0;

  for (gint i = 0; i < N_LISTS; i++)
    {
      if (count_known (reading, i) > count_known (reading, nearest))
        nearest = i;
      if (first_unknown (reading, i) == reading->n_words && decode_words (reading, i))
        {
          *list = (ImwBip39List) i;
          return TRUE;
        }
    }

  if (first_unknown (reading, nearest) < reading->n_words)
    g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Word %u is in no list",
                 first_unknown (reading, nearest) + 1);
  else
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                         "The checksum of the words does not fit");

  return FALSE;
}

/* 11 bits of entropy and checksum */
static guint
word_index (const Writing *writing, guint8 checksum, guint word)
{
  guint index = 0;

  for (gsize bit = (gsize) word * BITS_PER_WORD; bit < (gsize) (word + 1) * BITS_PER_WORD; bit++)
    {
      guint8 byte = bit / 8 < writing->entropy_length ? writing->entropy[bit / 8] : checksum;

      index = index << 1 | ((guint) byte >> (7 - bit % 8) & 1u);
    }

  return index;
}

/* Writes the words to @target unless that is NULL; returns how long they are. */
static gsize
write_words (const Writing *writing, guint8 *target)
{
  guint  n_words = (guint) (writing->entropy_length * 8 * 33 / 32 / BITS_PER_WORD);
  guint8 hash[32];
  gsize  length = 0;

  imw_sha256 (writing->entropy, writing->entropy_length, hash);
  for (guint i = 0; i < n_words; i++)
    {
      const char *word = get_words (writing->list)[word_index (writing, hash[0], i)];
      gsize       word_length = strlen (word);

      if (i > 0)
        {
          if (target != NULL)
            target[length] = ' ';
          length++;
        }
      if (target != NULL)
        memcpy (&target[length], word, word_length);
      length += word_length;
    }
  sodium_memzero (hash, sizeof hash);

  return length;
}

static gboolean
write_words_fill (guint8 *data, gsize length, gpointer user_data, GError **error)
{
  gsize written = write_words (user_data, data);

  g_assert (written == length);

  return TRUE;
}

/**
 * imw_bip39_list_get_code:
 * @list: a list
 *
 * Returns: (transfer none): "en", "zh-Hans" or "zh-Hant"
 */
const char *
imw_bip39_list_get_code (ImwBip39List list)
{
  const char *code = NULL;

  switch (list)
    {
    case IMW_BIP39_ENGLISH:
      code = "en";
      break;
    case IMW_BIP39_CHINESE_SIMPLIFIED:
      code = "zh-Hans";
      break;
    case IMW_BIP39_CHINESE_TRADITIONAL:
      code = "zh-Hant";
      break;
    }

  g_return_val_if_fail (code != NULL, "en");

  return code;
}

/**
 * imw_bip39_list_from_code:
 * @code: (nullable): text from outside
 * @list: (out): set on %TRUE only
 *
 * Returns: whether @code names a list
 */
gboolean
imw_bip39_list_from_code (const char *code, ImwBip39List *list)
{
  g_return_val_if_fail (list != NULL, FALSE);

  for (gint i = 0; i < N_LISTS; i++)
    {
      if (g_strcmp0 (code, imw_bip39_list_get_code ((ImwBip39List) i)) == 0)
        {
          *list = (ImwBip39List) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * imw_bip39_word:
 * @list: a list
 * @index: 0 to 2047
 *
 * Returns: (transfer none): the word
 */
const char *
imw_bip39_word (ImwBip39List list, guint index)
{
  g_return_val_if_fail (index < IMW_BIP39_WORDS, NULL);

  return get_words (list)[index];
}

/**
 * imw_bip39_find:
 * @list: a list
 * @word: text as somebody typed it: either case, any normal form; need not be UTF-8
 *
 * Returns: its place in the list, 0 to 2047, or -1
 */
gint
imw_bip39_find (ImwBip39List list, const char *word)
{
  char folded[MAX_WORD_BYTES];
  gint index = -1;

  g_return_val_if_fail (word != NULL, -1);

  if (fold_word (word, strlen (word), folded))
    index = find_exactly (list, folded);
  sodium_memzero (folded, sizeof folded);

  return index;
}

/**
 * imw_bip39_complete:
 * @list: a list
 * @prefix: text as somebody typed it
 * @max: how many words at most
 *
 * Returns: (transfer container) (element-type utf8): the first words of the list that begin with
 *   @prefix; none for an empty one
 */
GPtrArray *
imw_bip39_complete (ImwBip39List list, const char *prefix, guint max)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  char folded[MAX_WORD_BYTES];

  g_return_val_if_fail (prefix != NULL, NULL);

  if (fold_word (prefix, strlen (prefix), folded) && folded[0] != '\0')
    {
      for (guint i = 0; i < IMW_BIP39_WORDS && found->len < max; i++)
        {
          const char *word = get_words (list)[i];

          if (g_str_has_prefix (word, folded))
            g_ptr_array_add (found, (gpointer) word);
        }
    }
  sodium_memzero (folded, sizeof folded);

  return g_steal_pointer (&found);
}

/**
 * imw_bip39_from_entropy:
 * @list: a list
 * @entropy: 16, 20, 24, 28 or 32 bytes
 *
 * Returns: (transfer full): 12 to 24 words with one space between them, as BIP39 hashes them, no
 *   NUL at the end
 */
ImwSecret *
imw_bip39_from_entropy (ImwBip39List list, ImwSecret *entropy)
{
  Writing    writing = { list, NULL, 0 };
  ImwSecret *words;

  g_return_val_if_fail (entropy != NULL, NULL);

  writing.entropy_length = imw_secret_get_length (entropy);
  g_return_val_if_fail (writing.entropy_length >= 16 && writing.entropy_length <= MAX_ENTROPY,
                        NULL);
  g_return_val_if_fail (writing.entropy_length % 4 == 0, NULL);

  writing.entropy = imw_secret_open (entropy);
  words = imw_secret_new_filled (write_words (&writing, NULL), write_words_fill, &writing, NULL);
  imw_secret_close (entropy);

  return words;
}

/**
 * imw_bip39_to_entropy:
 * @words: words of one list, with any white space between them, also the ideographic one, or none
 *   between Chinese ones
 * @list: (out) (optional): the list they are of
 * @error: return location
 *
 * Words that both Chinese lists have with a fitting checksum in either are taken as simplified.
 *
 * Returns: (nullable) (transfer full): 16 to 32 bytes; on %NULL @error is %IMW_ERROR_BAD_INPUT: not
 *   UTF-8, number of words, a word (told by its place, from 1 on), or checksum
 */
ImwSecret *
imw_bip39_to_entropy (ImwSecret *words, ImwBip39List *list, GError **error)
{
  Reading      reading = { 0 };
  ImwSecret   *entropy = NULL;
  ImwBip39List chosen = IMW_BIP39_ENGLISH;
  const char  *text;
  gsize        length;

  g_return_val_if_fail (words != NULL, NULL);

  text = (const char *) imw_secret_open (words);
  length = imw_secret_get_length (words);
  if (!g_utf8_validate_len (text, length, NULL))
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "The words are not UTF-8");
  else if (look_up_words (text, length, &reading, error) && choose_list (&reading, &chosen, error))
    entropy = imw_secret_new (reading.entropy, reading.n_words * BITS_PER_WORD * 32 / 33 / 8);
  imw_secret_close (words);
  sodium_memzero (&reading, sizeof reading);

  if (entropy != NULL && list != NULL)
    *list = chosen;

  return entropy;
}

/**
 * imw_bip39_normalize:
 * @text: a passphrase, UTF-8
 * @error: return location
 *
 * Returns: (nullable) (transfer full): its NFKD; on %NULL @error is %IMW_ERROR_BAD_INPUT: not UTF-8
 */
ImwSecret *
imw_bip39_normalize (ImwSecret *text, GError **error)
{
  ImwSecret  *result = NULL;
  char       *normal;
  const char *data;
  gsize       length;

  g_return_val_if_fail (text != NULL, NULL);

  data = (const char *) imw_secret_open (text);
  length = imw_secret_get_length (text);
  if (is_ascii (data, length) && memchr (data, 0, length) == NULL)
    {
      result = imw_secret_ref (text);
    }
  else if (!g_utf8_validate_len (data, length, NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "The passphrase is not UTF-8");
    }
  else
    {
      normal = g_utf8_normalize (data, (gssize) length, G_NORMALIZE_NFKD);
      result = imw_secret_new ((const guint8 *) normal, strlen (normal));
      free_wiped (normal);
    }
  imw_secret_close (text);

  return result;
}
