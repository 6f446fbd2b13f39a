/* test-service.c: the wires, in one process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-payment.h"
#include "imw-test-session.h"

#include "imw-error.h"
#include "imw-fd.h"
#include "imw-sandbox.h"
#include "imw-signer-service.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <sys/socket.h>
#include <unistd.h>

#define SIGNING "org.imwallet.Signer1"
#define ADMIN   "org.imwallet.Signer1.Admin"

typedef struct
{
  ImwClock         *clock;
  ImwSession       *session;
  ImwSignerService *service;
  GDBusConnection  *ours[2];   /* of the wallet */
  GDBusConnection  *theirs[2]; /* of the signer */
} Fixture;

/* Descriptors of one call, in the order of their handles. */
static GUnixFDList *
make_fds (GBytes *a, const char *b, const char *c)
{
  GUnixFDList *fds = g_unix_fd_list_new ();
  const char  *texts[2] = { b, c };

  if (a != NULL)
    {
      int fd = imw_fd_new_from_bytes (a, NULL);

      g_assert_cmpint (g_unix_fd_list_append (fds, fd, NULL), >=, 0);
      close (fd);
    }
  for (guint i = 0; i < 2; i++)
    if (texts[i] != NULL)
      {
        g_autoptr (ImwSecret) secret = imw_test_secret (texts[i]);
        int fd = imw_secret_to_fd (secret, NULL);

        g_assert_cmpint (g_unix_fd_list_append (fds, fd, NULL), >=, 0);
        close (fd);
      }

  return fds;
}

static void
result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static void
wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static GVariant *
call (Fixture      *fixture,
      gboolean      admin,
      const char   *method,
      GVariant     *values,
      GUnixFDList  *fds,
      GUnixFDList **answer_fds,
      GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GUnixFDList) taken = fds;
  GVariant *answer;

  g_dbus_connection_call_with_unix_fd_list (
      fixture->ours[admin], NULL, IMW_SIGNER_OBJECT_PATH, admin ? ADMIN : SIGNING, method, values,
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, taken, NULL, result_cb, &result);
  wait (&result);
  answer = g_dbus_connection_call_with_unix_fd_list_finish (fixture->ours[admin], answer_fds,
                                                            result, error);
  if (answer == NULL && error != NULL)
    g_dbus_error_strip_remote_error (*error);

  return answer;
}

static void
assert_error (Fixture     *fixture,
              gboolean     admin,
              const char  *method,
              GVariant    *values,
              GUnixFDList *fds,
              int          code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (fixture, admin, method, values, fds, NULL, &error);

  g_assert_null (answer);
  g_assert_error (error, IMW_ERROR, code);
}

static GBytes *
take_bytes (GUnixFDList *fds, int index)
{
  g_autoptr (GError) error = NULL;
  int     fd = g_unix_fd_list_get (fds, index, &error);
  GBytes *bytes = imw_fd_read_all (fd, 64 * 1024 * 1024, &error);

  g_assert_no_error (error);
  close (fd);

  return bytes;
}

static GDBusConnection *
finish_connection (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_finish (result, &error);

  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (connection, FALSE);

  return connection;
}

static void
connect_pair (Fixture *fixture, guint index)
{
  g_autofree char *guid = g_dbus_generate_guid ();
  g_autoptr (GAsyncResult) ours = NULL;
  g_autoptr (GAsyncResult) theirs = NULL;
  GAsyncResult **results[2] = { &ours, &theirs };
  int            pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), ==,
                   0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GSocket) socket = g_socket_new_from_fd (pair[i], NULL);
      g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);

      g_dbus_connection_new (G_IO_STREAM (stream), i == 0 ? guid : NULL,
                             G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING |
                                 (i == 0 ? G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER
                                         : G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT),
                             NULL, NULL, result_cb, results[i]);
    }
  wait (&ours);
  wait (&theirs);
  fixture->ours[index] = finish_connection (ours);
  fixture->theirs[index] = finish_connection (theirs);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const ImwConnectionKind kinds[] = { IMW_CONNECTION_SIGNING, IMW_CONNECTION_ADMIN };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) hello = NULL;

  fixture->clock = imw_clock_new_manual (IMW_TEST_WALL_MS, 1000);
  fixture->session = imw_session_new (fixture->clock, &imw_test_cost);
  fixture->service = imw_signer_service_new (fixture->session);
  for (guint i = 0; i < 2; i++)
    {
      connect_pair (fixture, i);
      g_assert_true (
          imw_signer_service_export (fixture->service, fixture->theirs[i], kinds[i], &error));
      g_dbus_connection_start_message_processing (fixture->theirs[i]);
      g_dbus_connection_start_message_processing (fixture->ours[i]);
    }
  assert_error (fixture, FALSE, "GetState", NULL, NULL, IMW_ERROR_REFUSED);
  assert_error (fixture, TRUE, "Forget", NULL, NULL, IMW_ERROR_REFUSED);
  assert_error (fixture, FALSE, "Hello", g_variant_new ("(u)", 99), NULL, IMW_ERROR_NOT_SUPPORTED);
  hello = call (fixture, FALSE, "Hello", g_variant_new ("(u)", 1), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->service, imw_signer_service_free);
  for (guint i = 0; i < 2; i++)
    {
      g_dbus_connection_close_sync (fixture->ours[i], NULL, NULL);
      g_clear_object (&fixture->ours[i]);
      g_clear_object (&fixture->theirs[i]);
    }
  g_clear_object (&fixture->session);
  g_clear_object (&fixture->clock);
}

static GVariant *
options (const char *name, GVariant *value)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  if (name != NULL)
    g_variant_builder_add (&builder, "{sv}", name, value);

  return g_variant_builder_end (&builder);
}

static void
restore (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (fixture, TRUE, "Restore", g_variant_new ("(h)", 0),
                                      make_fds (NULL, IMW_TEST_WORDS, NULL), NULL, &error);
  const char *list;
  guint       n_words;

  g_assert_no_error (error);
  g_variant_get (answer, "(&su)", &list, &n_words);
  g_assert_cmpstr (list, ==, "en");
  g_assert_cmpuint (n_words, ==, 12);
}

static GVariant *
create_values (const char *environment, GVariant *wanted)
{
  return g_variant_new ("(sshhb@a{sv})", "w1", environment, 0, 1, FALSE, wanted);
}

static GBytes *
create (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) answer = NULL;

  restore (fixture);
  answer = call (fixture, TRUE, "Create",
                 create_values ("practice", options ("autolock-s", g_variant_new_uint32 (60))),
                 make_fds (NULL, "pw", ""), &fds, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unix_fd_list_get_length (fds), ==, 2);

  return take_bytes (fds, 0);
}

static guint64
begin (Fixture *fixture, GBytes **vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) answer = call (fixture, FALSE, "BeginAttempt", g_variant_new ("(h)", 0),
                                      make_fds (*vault, NULL, NULL), &fds, &error);
  guint64 attempt;

  g_assert_no_error (error);
  g_variant_get_child (answer, 0, "t", &attempt);
  g_clear_pointer (vault, g_bytes_unref);
  *vault = take_bytes (fds, 0);

  return attempt;
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) vault = create (fixture);
  g_autoptr (GVariant) state = call (fixture, FALSE, "GetState", NULL, NULL, NULL, &error);
  g_autoptr (GVariant) touched = call (fixture, FALSE, "Touch", NULL, NULL, NULL, &error);
  g_autoptr (GVariant) key = NULL;
  g_autoptr (GVariant) locked = NULL;
  g_autoptr (GVariant) unlocked = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  guint unlocked_state, left_s, autolock_s;

  g_assert_no_error (error);
  g_variant_get (state, "(uuu)", &unlocked_state, &left_s, &autolock_s);
  g_assert_cmpuint (unlocked_state, ==, 1);
  g_assert_cmpuint (left_s, ==, 60);
  g_assert_cmpuint (autolock_s, ==, 60);
  key = call (fixture, FALSE, "GetAccountKey", g_variant_new ("(ssu)", "bitcoin", "bitcoin-86", 0),
              NULL, NULL, &error);
  g_assert_no_error (error);
  assert_error (fixture, FALSE, "GetAccountKey", g_variant_new ("(ssu)", "bitcoin", "x", 0), NULL,
                IMW_ERROR_NOT_FOUND);

  locked = call (fixture, FALSE, "Lock", NULL, NULL, NULL, &error);
  assert_error (fixture, FALSE, "GetAccountKey",
                g_variant_new ("(ssu)", "bitcoin", "bitcoin-86", 0), NULL, IMW_ERROR_LOCKED);
  unlocked = call (fixture, FALSE, "Unlock", g_variant_new ("(thh)", begin (fixture, &vault), 0, 1),
                   make_fds (NULL, "pw", ""), &fds, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unix_fd_list_get_length (fds), ==, 2);
  assert_error (fixture, FALSE, "Unlock", g_variant_new ("(thh)", begin (fixture, &vault), 0, 1),
                make_fds (NULL, "wrong", ""), IMW_ERROR_WRONG_PASSPHRASE);
}

static void
test_admin (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) vault = create (fixture);
  g_autoptr (GBytes) payload = g_bytes_new_static ("papers", 6);
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GVariant) words = NULL;
  g_autoptr (GVariant) changed = NULL;
  g_autoptr (GVariant) policy = NULL;
  g_autoptr (GVariant) exported = NULL;
  g_autoptr (GVariant) imported = NULL;
  g_autoptr (GUnixFDList) changed_fds = NULL;
  g_autoptr (GUnixFDList) policy_fds = NULL;
  g_autoptr (GUnixFDList) exported_fds = NULL;
  g_autoptr (GUnixFDList) imported_fds = NULL;
  g_autoptr (GBytes) found = NULL;
  g_autoptr (GVariant) generated = NULL;
  g_autoptr (GVariant) forgotten = NULL;

  generated =
      call (fixture, TRUE, "Generate", g_variant_new ("(us)", 15, "zh-Hant"), NULL, NULL, &error);
  g_assert_no_error (error);
  forgotten = call (fixture, TRUE, "Forget", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  words = call (fixture, TRUE, "ShowWords", g_variant_new ("(th)", begin (fixture, &vault), 0),
                make_fds (NULL, "pw", NULL), NULL, &error);
  g_assert_no_error (error);
  changed =
      call (fixture, TRUE, "ChangePassword", g_variant_new ("(thh)", begin (fixture, &vault), 0, 1),
            make_fds (NULL, "pw", "new"), &changed_fds, &error);
  g_assert_no_error (error);
  policy = call (fixture, TRUE, "SetPolicy",
                 g_variant_new ("(@a{sv})", options ("autolock-s", g_variant_new_uint32 (7))), NULL,
                 &policy_fds, &error);
  g_assert_no_error (error);
  g_clear_pointer (&vault, g_bytes_unref);
  vault = take_bytes (policy_fds, 0);
  exported =
      call (fixture, TRUE, "ExportBackup", g_variant_new ("(thh)", begin (fixture, &vault), 1, 0),
            make_fds (payload, "new", NULL), &exported_fds, &error);
  g_assert_no_error (error);
  backup = take_bytes (exported_fds, 1);
  imported = call (fixture, TRUE, "ImportBackup", g_variant_new ("(hhss)", 0, 1, "w2", "practice"),
                   make_fds (backup, "new", NULL), &imported_fds, &error);
  g_assert_no_error (error);
  found = take_bytes (imported_fds, 2);
  g_assert_true (g_bytes_equal (found, payload));
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (2000, 'x');
  g_autoptr (GBytes) long_vault =
      g_bytes_new_take (g_malloc0 (IMW_VAULT_MAX_BYTES + 1), IMW_VAULT_MAX_BYTES + 1);
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);
  g_autoptr (GBytes) vault = NULL;

  /* words */
  assert_error (fixture, TRUE, "Generate", g_variant_new ("(us)", 12, "xx"), NULL,
                IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "Generate", g_variant_new ("(us)", 13, "en"), NULL,
                IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "Restore", g_variant_new ("(h)", 0),
                make_fds (NULL, long_text, NULL), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "Restore", g_variant_new ("(h)", 0), NULL, IMW_ERROR_BAD_INPUT);

  /* making a wallet */
  restore (fixture);
  assert_error (fixture, TRUE, "Create", create_values ("moon", options (NULL, NULL)),
                make_fds (NULL, "pw", ""), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "Create",
                create_values ("main", options ("colour", g_variant_new_uint32 (1))),
                make_fds (NULL, "pw", ""), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "Create",
                create_values ("main", options ("autolock-s", g_variant_new_string ("1"))),
                make_fds (NULL, "pw", ""), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "Create", create_values ("main", options (NULL, NULL)),
                make_fds (NULL, "", ""), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "Create", create_values ("main", options (NULL, NULL)),
                make_fds (NULL, long_text, ""), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "Create", create_values ("main", options (NULL, NULL)),
                make_fds (NULL, "pw", long_text), IMW_ERROR_BAD_INPUT);

  /* trying */
  assert_error (fixture, FALSE, "BeginAttempt", g_variant_new ("(h)", 0),
                make_fds (long_vault, NULL, NULL), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, FALSE, "BeginAttempt", g_variant_new ("(h)", 0),
                make_fds (junk, NULL, NULL), IMW_ERROR_CORRUPT);
  assert_error (fixture, FALSE, "BeginAttempt", g_variant_new ("(h)", 3),
                make_fds (junk, NULL, NULL), IMW_ERROR_BAD_INPUT);
  vault = create (fixture);
  assert_error (fixture, FALSE, "Unlock", g_variant_new ("(thh)", begin (fixture, &vault), 0, 1),
                make_fds (NULL, long_text, ""), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "ShowWords", g_variant_new ("(th)", G_GUINT64_CONSTANT (5), 0),
                make_fds (NULL, "pw", NULL), IMW_ERROR_REFUSED);
  assert_error (fixture, TRUE, "ChangePassword",
                g_variant_new ("(thh)", G_GUINT64_CONSTANT (5), 0, 1), make_fds (NULL, "pw", "new"),
                IMW_ERROR_REFUSED);
  assert_error (fixture, TRUE, "ExportBackup",
                g_variant_new ("(thh)", G_GUINT64_CONSTANT (5), 1, 0), make_fds (junk, "pw", NULL),
                IMW_ERROR_REFUSED);
  assert_error (fixture, TRUE, "ImportBackup", g_variant_new ("(hhss)", 0, 1, "w", "moon"),
                make_fds (junk, "pw", NULL), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "ImportBackup", g_variant_new ("(hhss)", 0, 1, "w", "main"),
                make_fds (junk, "pw", NULL), IMW_ERROR_CORRUPT);
  assert_error (
      fixture, TRUE, "SetPolicy",
      g_variant_new ("(@a{sv})", options ("autolock-s", g_variant_new_uint32 (G_MAXUINT32))), NULL,
      IMW_ERROR_BAD_INPUT);
  assert_error (fixture, TRUE, "SetPolicy",
                g_variant_new ("(@a{sv})", options ("x", g_variant_new_uint32 (1))), NULL,
                IMW_ERROR_BAD_INPUT);
}

static void
test_payment (Fixture *fixture, gconstpointer data)
{
  static const ImwTestPayment plan = IMW_TEST_PAYMENT_86;
  static const char *const    none[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwKeysTree) keys = imw_test_keys (IMW_TEST_WORDS, NULL, IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (ImwPsbt) psbt = imw_test_payment_new (keys, &plan);
  g_autoptr (GBytes) bytes = imw_psbt_serialize (psbt);
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);
  g_autoptr (GBytes) vault = create (fixture);
  g_autoptr (GVariant) described = NULL;
  g_autoptr (GVariant) signed_answer = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  guint64 token;

  assert_error (fixture, FALSE, "Describe", g_variant_new ("(sh)", "bitcoin", 0),
                make_fds (junk, NULL, NULL), IMW_ERROR_BAD_INPUT);
  assert_error (fixture, FALSE, "Describe", g_variant_new ("(sh)", "bitcoin", 0), NULL,
                IMW_ERROR_BAD_INPUT);
  described = call (fixture, FALSE, "Describe", g_variant_new ("(sh)", "bitcoin", 0),
                    make_fds (bytes, NULL, NULL), NULL, &error);
  g_assert_no_error (error);
  g_variant_get_child (described, 0, "t", &token);
  signed_answer =
      call (fixture, FALSE, "Sign", g_variant_new ("(t^as)", token, none), NULL, &fds, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unix_fd_list_get_length (fds), ==, 1);
  assert_error (fixture, FALSE, "Sign", g_variant_new ("(t^as)", token, none), NULL,
                IMW_ERROR_REFUSED);
}

static void
locked_cb (GDBusConnection *connection,
           const char      *sender,
           const char      *path,
           const char      *interface,
           const char      *signal,
           GVariant        *values,
           gpointer         user_data)
{
  GString *log = user_data;

  g_string_append_printf (log, "%s;", g_variant_get_type_string (values));
}

/* "Locked" goes out on the signing connection and nowhere else. */
static void
test_locked_signal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) signing_log = g_string_new (NULL);
  g_autoptr (GString) admin_log = g_string_new (NULL);
  g_autoptr (GBytes) vault = create (fixture);

  g_dbus_connection_signal_subscribe (fixture->ours[0], NULL, NULL, "Locked", NULL, NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE, locked_cb, signing_log, NULL);
  g_dbus_connection_signal_subscribe (fixture->ours[1], NULL, NULL, "Locked", NULL, NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE, locked_cb, admin_log, NULL);
  imw_clock_advance (fixture->clock, 60 * 1000);
  imw_session_check_time (fixture->session);
  while (signing_log->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (signing_log->str, ==, "(s);");
  g_assert_cmpstr (admin_log->str, ==, "");
}

static void
test_large_message (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (2 * 1024 * 1024, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (call (fixture, FALSE, "GetAccountKey", g_variant_new ("(ssu)", text, "x", 0), NULL,
                       NULL, &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_LIMITS_EXCEEDED);
}

/* Only the socket of the parent will do. */
static void
test_parent (void)
{
  g_autoptr (GError) error = NULL;
  int pair[2];

  g_assert_false (imw_sandbox_tie_to_parent (-1, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
  g_clear_error (&error);

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  g_assert_false (imw_sandbox_tie_to_parent (pair[0], &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
  close (pair[0]);
  close (pair[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  imw_error_quark ();

#define ADD(name, func) g_test_add ("/signer/service/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("life", test_life);
  ADD ("admin", test_admin);
  ADD ("errors", test_errors);
  ADD ("payment", test_payment);
  ADD ("locked-signal", test_locked_signal);
  ADD ("large-message", test_large_message);
#undef ADD
  g_test_add_func ("/signer/service/parent", test_parent);

  return g_test_run ();
}
