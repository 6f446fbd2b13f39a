/* fuzz-driver.c: runs a fuzz target over the files of a corpus, where libFuzzer is not there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static guint
run_path (const char *path)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  gsize length;
  guint n_run = 0;

  if (dir == NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!g_file_get_contents (path, &bytes, &length, &error))
        {
          g_printerr ("%s\n", error->message);
          exit (1);
        }
      LLVMFuzzerTestOneInput ((const uint8_t *) bytes, length);
      return 1;
    }

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n_run += run_path (child);
    }

  return n_run;
}

int
main (int argc, char **argv)
{
  guint n_run = 0;

  for (int i = 1; i < argc; i++)
    n_run += run_path (argv[i]);
  g_print ("%u inputs\n", n_run);

  return n_run > 0 ? 0 : 1;
}
