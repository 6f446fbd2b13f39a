/* fuzz-driver.c: runs a fuzz target over the files of a corpus and over mutations of them, where libFuzzer is not there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Mutations are the same in every run: what fails once fails again. */
#define SEED              20081031
#define MUTATIONS_A_FILE  300
#define MICROSECONDS_EACH (2 * G_USEC_PER_SEC)
#define MAX_INSERT        16

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct
{
  GRand *rand;
  gint64 end_us;
  guint  n_run;
} Run;

static void
run_one (Run *run, const guint8 *data, gsize length)
{
  /* memory of exactly this size, so that a read past the end is seen; never NULL, as libFuzzer has it */
  guint8 *exact = length > 0 ? g_memdup2 (data, length) : g_malloc0 (1);

  LLVMFuzzerTestOneInput (exact, length);
  g_free (exact);
  run->n_run++;
}

static guint8
pick_byte (Run *run)
{
  static const guint8 telling[] = { 0x00, 0x01, 0x7f, 0x80, 0xfc, 0xfd,
                                    0xfe, 0xff, '0', '"', '{', '/' };

  if (g_rand_boolean (run->rand))
    return telling[g_rand_int_range (run->rand, 0, G_N_ELEMENTS (telling))];

  return (guint8) g_rand_int_range (run->rand, 0, 256);
}

static void
mutate_once (Run *run, GByteArray *bytes)
{
  guint  at = bytes->len > 0 ? (guint) g_rand_int_range (run->rand, 0, (gint32) bytes->len) : 0;
  guint8 inserted[MAX_INSERT];
  guint  n_inserted = (guint) g_rand_int_range (run->rand, 1, MAX_INSERT);
  gint32 kind = bytes->len > 0 ? g_rand_int_range (run->rand, 0, 5) : 4;

  if (kind == 0)
    {
      bytes->data[at] ^= (guint8) (1u << g_rand_int_range (run->rand, 0, 8));
    }
  else if (kind == 1)
    {
      bytes->data[at] = pick_byte (run);
    }
  else if (kind == 2)
    {
      g_byte_array_remove_range (bytes, at, MIN (bytes->len - at, n_inserted));
    }
  else if (kind == 3)
    {
      g_byte_array_set_size (bytes, at);
    }
  else
    {
      g_autoptr (GByteArray) tail = g_byte_array_new ();

      for (guint i = 0; i < n_inserted; i++)
        inserted[i] = pick_byte (run);
      g_byte_array_append (tail, bytes->data + at, bytes->len - at);
      g_byte_array_set_size (bytes, at);
      g_byte_array_append (bytes, inserted, n_inserted);
      g_byte_array_append (bytes, tail->data, tail->len);
    }
}

static void
run_mutations (Run *run, const guint8 *data, gsize length)
{
  for (guint i = 0; i < MUTATIONS_A_FILE && g_get_monotonic_time () < run->end_us; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      gint32 n_steps = g_rand_int_range (run->rand, 1, 5);

      g_byte_array_append (bytes, data, (guint) length);
      for (gint32 k = 0; k < n_steps; k++)
        mutate_once (run, bytes);
      run_one (run, bytes->data, bytes->len);
    }
}

static void
run_path (Run *run, const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  gsize length;

  if (dir == NULL)
    {
      if (!g_file_get_contents (path, &text, &length, &error))
        {
          g_printerr ("%s\n", error->message);
          exit (1);
        }
      run_one (run, (const guint8 *) text, length);
      run_mutations (run, (const guint8 *) text, length);
      return;
    }

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      run_path (run, child);
    }
}

int
main (int argc, char **argv)
{
  Run run = { g_rand_new_with_seed (SEED), g_get_monotonic_time () + MICROSECONDS_EACH, 0 };

  for (int i = 1; i < argc; i++)
    run_path (&run, argv[i]);
  g_rand_free (run.rand);
  g_print ("%u inputs\n", run.n_run);

  return run.n_run > 0 ? 0 : 1;
}
