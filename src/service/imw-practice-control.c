/* imw-practice-control.c: starts, watches and asks the practice server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-control"

#include "config.h"

#include "imw-practice-control.h"

#include "imw-error.h"
#include "imw-http.h"
#include "imw-json.h"

/**
 * ImwPracticeControl:
 *
 * Owns the process imwallet-practice: reads its address from the first line that it prints, keeps
 * its standard input open so that it ends with us, and starts it again, later each time, when it
 * dies. The one file of the service that speaks HTTP itself, for the knobs that are no part of a
 * network. Main thread.
 */

#define MAX_REPLY_BYTES (1024 * 1024)
#define MAX_LINE_BYTES  4096
#define FIRST_DELAY_MS  250
#define LAST_DELAY_MS   30000

struct _ImwPracticeControl
{
  GObject parent_instance;

  char         *path;       /* (nullable) */
  char         *state_path; /* (nullable) */
  char         *url;        /* (nullable) */
  GSubprocess  *process;    /* (nullable) */
  GCancellable *cancellable;
  GTask        *starting; /* (nullable): the first start */
  guint         restart_id;
  guint         delay_ms;
  gboolean      stopped;
};

enum
{
  SIGNAL_URL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwPracticeControl, imw_practice_control, G_TYPE_OBJECT)

static void start_process (ImwPracticeControl *self);

static char *
find_program (const char *path)
{
  const char      *from_environment = g_getenv ("IMW_PRACTICE_PATH");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (path != NULL)
    return g_strdup (path);

  if (from_environment != NULL && from_environment[0] != '\0')
    return g_strdup (from_environment);

  if (program != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (program);
      g_autofree char *beside = g_build_filename (folder, "imwallet-practice", NULL);

      if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&beside);
    }

  return g_build_filename (IMW_LIBEXECDIR, "imwallet-practice", NULL);
}

static gboolean
restart_cb (gpointer user_data)
{
  ImwPracticeControl *self = IMW_PRACTICE_CONTROL (user_data);

  self->restart_id = 0;
  start_process (self);

  return G_SOURCE_REMOVE;
}

static void
start_again_later (ImwPracticeControl *self)
{
  if (self->stopped || self->restart_id != 0)
    return;

  self->restart_id = g_timeout_add (self->delay_ms, restart_cb, self);
  self->delay_ms = MIN (self->delay_ms * 2, LAST_DELAY_MS);
}

static void
start_failed (ImwPracticeControl *self,
              GError             *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->starting);

  if (task != NULL)
    {
      self->stopped = TRUE;
      g_task_return_error (task, error);
      return;
    }

  g_info ("practice server: %s", error->message);
  g_error_free (error);
  start_again_later (self);
}

static void
process_ended_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (ImwPracticeControl) self = IMW_PRACTICE_CONTROL (user_data);

  (void) g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);

  if (self->process != G_SUBPROCESS (object))
    return;

  g_clear_object (&self->process);

  if (!self->stopped)
    g_info ("the practice server has ended; it is started again");

  /* a first start that fails is told by its reader */
  if (self->starting == NULL)
    start_again_later (self);
}

static char *
parse_ready_line (const char *line,
                  GError    **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = NULL;
  const char *url = NULL;

  if (line == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL,
                           "the practice server ended before it was ready");
      return NULL;
    }

  node = imw_json_parse (line, -1, MAX_LINE_BYTES, error);
  object = node != NULL ? imw_json_node_get_object (node, error) : NULL;
  url = object != NULL ? imw_json_get_string (object, "url", error) : NULL;

  if (url == NULL || !imw_http_check_url (url, error))
    return NULL;

  return g_strdup (url);
}

static void
line_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (ImwPracticeControl) self = IMW_PRACTICE_CONTROL (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (object),
                                                                     result, NULL, &error);
  g_autofree char *url = NULL;
  g_autoptr (GTask) task = NULL;

  url = error == NULL ? parse_ready_line (line, &error) : NULL;
  if (url == NULL)
    {
      start_failed (self, g_steal_pointer (&error));
      return;
    }

  g_free (self->url);
  self->url = g_steal_pointer (&url);
  self->delay_ms = FIRST_DELAY_MS;

  task = g_steal_pointer (&self->starting);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_signal_emit (self, signals[SIGNAL_URL_CHANGED], 0);
}

static void
start_process (ImwPracticeControl *self)
{
  g_autofree char *program = find_program (self->path);
  g_autoptr (GDataInputStream) stream = NULL;
  GError *error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, program, "--state", self->state_path, NULL);
  if (self->process == NULL)
    {
      start_failed (self, error);
      return;
    }

  stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_object_set_data_full (G_OBJECT (self->process), "imw-lines", g_object_ref (stream),
                          g_object_unref);
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, self->cancellable, line_read_cb,
                                       g_object_ref (self));
  g_subprocess_wait_async (self->process, NULL, process_ended_cb, g_object_ref (self));
}

static void
posted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  guint   status = 0;
  g_autoptr (GBytes) body = imw_http_post_finish (IMW_HTTP (object), result, &status, &error);
  g_autofree char *text = NULL;

  if (body == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  if (status >= 400)
    g_task_return_new_error (task, IMW_ERROR,
                             status == 404 ? IMW_ERROR_NOT_SUPPORTED : IMW_ERROR_REFUSED,
                             "practice server: %s", text);
  else if (!g_utf8_validate (text, -1, NULL))
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_REPLY,
                             "practice server: reply is not UTF-8");
  else
    g_task_return_pointer (task, g_steal_pointer (&text), g_free);
}

static void
imw_practice_control_dispose (GObject *object)
{
  ImwPracticeControl *self = IMW_PRACTICE_CONTROL (object);

  imw_practice_control_stop (self);

  G_OBJECT_CLASS (imw_practice_control_parent_class)->dispose (object);
}

static void
imw_practice_control_finalize (GObject *object)
{
  ImwPracticeControl *self = IMW_PRACTICE_CONTROL (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->state_path, g_free);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (imw_practice_control_parent_class)->finalize (object);
}

static void
imw_practice_control_class_init (ImwPracticeControlClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_practice_control_dispose;
  object_class->finalize = imw_practice_control_finalize;

  /**
   * ImwPracticeControl::url-changed:
   * @self: the control
   */
  signals[SIGNAL_URL_CHANGED] =
      g_signal_new ("url-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
imw_practice_control_init (ImwPracticeControl *self)
{
  self->cancellable = g_cancellable_new ();
  self->delay_ms = FIRST_DELAY_MS;
}

/**
 * imw_practice_control_new:
 * @path: (nullable): the program; %NULL: IMW_PRACTICE_PATH, beside the running program, or
 * installed
 * @state_path: the file in which the server keeps its state
 *
 * Returns: (transfer full): a control whose server is not started yet
 */
ImwPracticeControl *
imw_practice_control_new (const char *path,
                          const char *state_path)
{
  ImwPracticeControl *self = g_object_new (IMW_TYPE_PRACTICE_CONTROL, NULL);

  self->path = g_strdup (path);
  self->state_path = g_strdup (state_path);

  return self;
}

/**
 * imw_practice_control_new_for_url:
 * @url: where a practice server runs already
 *
 * Returns: (transfer full): a control that only asks
 */
ImwPracticeControl *
imw_practice_control_new_for_url (const char *url)
{
  ImwPracticeControl *self = g_object_new (IMW_TYPE_PRACTICE_CONTROL, NULL);

  self->url = g_strdup (url);

  return self;
}

/**
 * imw_practice_control_start_async:
 * @self: a control
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Starts the server and waits for its address.
 */
void
imw_practice_control_start_async (ImwPracticeControl *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_PRACTICE_CONTROL (self));
  g_return_if_fail (self->starting == NULL && self->process == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_practice_control_start_async);

  if (self->state_path == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->starting = g_steal_pointer (&task);
  start_process (self);
}

/**
 * imw_practice_control_start_finish:
 * @self: a control
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the server answers. On %FALSE @error is %IMW_ERROR_INTERNAL,
 * %IMW_ERROR_BAD_REPLY, or that of starting a program.
 */
gboolean
imw_practice_control_start_finish (ImwPracticeControl *self,
                                   GAsyncResult       *result,
                                   GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_practice_control_stop:
 * @self: a control
 *
 * Ends the server, if it is ours, and does not start it again.
 */
void
imw_practice_control_stop (ImwPracticeControl *self)
{
  g_return_if_fail (IMW_IS_PRACTICE_CONTROL (self));

  self->stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->restart_id, g_source_remove);

  if (self->process != NULL)
    {
      /* its standard input ends, and then it; the signal is for one that hangs */
      (void) g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
      g_subprocess_send_signal (self->process, SIGTERM);
      g_clear_object (&self->process);
    }
}

/**
 * imw_practice_control_kill:
 * @self: a control whose server runs
 *
 * Kills the server, for the test that it is started again.
 */
void
imw_practice_control_kill (ImwPracticeControl *self)
{
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
}

/**
 * imw_practice_control_get_url:
 * @self: a control
 *
 * Returns: (nullable): the server's address, %NULL before it was ready
 */
const char *
imw_practice_control_get_url (ImwPracticeControl *self)
{
  g_return_val_if_fail (IMW_IS_PRACTICE_CONTROL (self), NULL);

  return self->url;
}

/**
 * imw_practice_control_ask_async:
 * @self: a control
 * @action: "fund", "mine", "reset" or "fail"
 * @json: (nullable): the parameters
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Turns one of the server's knobs.
 */
void
imw_practice_control_ask_async (ImwPracticeControl *self,
                                const char         *action,
                                const char         *json,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  const char *body = json != NULL ? json : "{}";
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *url = NULL;

  g_return_if_fail (IMW_IS_PRACTICE_CONTROL (self));
  g_return_if_fail (action != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_practice_control_ask_async);

  if (self->url == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NETWORK,
                               "the practice server does not run");
      return;
    }

  escaped = g_uri_escape_string (action, NULL, FALSE);
  url = g_strconcat (self->url, g_str_has_suffix (self->url, "/") ? "" : "/", "practice/", escaped,
                     NULL);
  bytes = g_bytes_new (body, strlen (body));
  imw_http_post_async (imw_http_get_default (), "practice", url, "application/json", bytes,
                       MAX_REPLY_BYTES, cancellable, posted_cb, g_steal_pointer (&task));
}

/**
 * imw_practice_control_ask_finish:
 * @self: a control
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the reply, or %NULL: %IMW_ERROR_REFUSED, %IMW_ERROR_NOT_SUPPORTED,
 * %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY
 */
char *
imw_practice_control_ask_finish (ImwPracticeControl *self,
                                 GAsyncResult       *result,
                                 GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
