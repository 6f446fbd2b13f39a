/* test-sandbox.c: a signer that tries to get out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

static void
test_escape (void)
{
#ifdef HAVE_SECCOMP
  static const char *const must[] = {
    "socket-inet",
    "socket-unix",
    "connect",
    "bind",
    "openat",
    "openat-create",
    "execve",
    "execveat",
    "ptrace",
    "clone-process",
    "clone-vfork",
    "process_vm_readv",
    "process_vm_writev",
    "io_uring_setup",
    "kill",
    "mmap-exec",
  };
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  const char *environment[] = { "LC_ALL=C", NULL };

  g_subprocess_launcher_set_environ (launcher, (char **) environment);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("IMW_SIGNER_PATH"),
                                         "--try-escape", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_true (g_subprocess_get_successful (process));
  g_test_message ("%s", output);

  lines = g_strsplit (output, "\n", -1);
  g_assert_null (strstr (output, "WORKED"));
  for (guint i = 0; i < G_N_ELEMENTS (must); i++)
    {
      g_autofree char *line = g_strconcat (must[i], " refused", NULL);

      g_assert_true (g_strv_contains ((const char *const *) lines, line));
    }
  g_assert_true (g_strv_contains ((const char *const *) lines, "thread works"));
#else
  g_test_skip ("built without libseccomp");
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signer/sandbox/escape", test_escape);

  return g_test_run ();
}
