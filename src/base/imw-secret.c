/* imw-secret.c: memory for secrets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-secret"

#include "config.h"

#include "imw-secret.h"
#include "imw-error.h"
#include "imw-fd-private.h"

#include <sodium.h>
#include <string.h>

/**
 * ImwSecret:
 *
 * Bytes between guard pages, locked into memory where the system allows it, wiped when the last
 * owner lets go, and without any access while nobody has them open. Counted, any thread. A secret
 * never changes after it was made.
 */

struct _ImwSecret
{
  gatomicrefcount ref_count;
  gsize           length;
  guint8         *data; /* of sodium_malloc() */
  gboolean        locked_in_memory;
  GMutex          lock; /* guards n_open and the protection of data */
  guint           n_open;
};

G_DEFINE_BOXED_TYPE (ImwSecret, imw_secret, imw_secret_ref, imw_secret_unref)

static void
ensure_sodium (void)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      int result = sodium_init ();

      g_assert (result >= 0);
      g_once_init_leave (&ready, 1);
    }
}

/* Zeros that can be written until seal () is called. */
static ImwSecret *
secret_new_writable (gsize length)
{
  ImwSecret *self;

  ensure_sodium ();

  self = g_new0 (ImwSecret, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->length = length;
  self->data = sodium_malloc (length);
  g_assert (self->data != NULL); /* out of memory, as with g_malloc () */

  /* sodium_malloc () tries to lock too, but keeps silent when it could not. Locks do not add up. */
  self->locked_in_memory = sodium_mlock (self->data, length) == 0;
  sodium_memzero (self->data, length);

  return self;
}

static void
seal (ImwSecret *self)
{
  int result = sodium_mprotect_noaccess (self->data);

  g_assert (result == 0);
}

/**
 * imw_secret_new:
 * @data: (array length=length) (nullable): copied, the caller wipes its own; %NULL only with 0
 * @length: how many bytes
 *
 * Returns: (transfer full): a secret
 */
ImwSecret *
imw_secret_new (const guint8 *data,
                gsize         length)
{
  ImwSecret *self;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  self = secret_new_writable (length);
  if (length > 0)
    memcpy (self->data, data, length);
  seal (self);

  return self;
}

/**
 * imw_secret_new_random:
 * @length: how many bytes
 *
 * Returns: (transfer full): bytes from the system's generator
 */
ImwSecret *
imw_secret_new_random (gsize length)
{
  ImwSecret *self = secret_new_writable (length);

  randombytes_buf (self->data, length);
  seal (self);

  return self;
}

/**
 * imw_secret_new_filled:
 * @length: how many bytes
 * @fill: (scope call): writes them; they are zero before
 * @user_data: data for @fill
 * @error: return location
 *
 * Returns: (nullable) (transfer full): a secret; %NULL with the error of @fill when that gave
 *   %FALSE
 */
ImwSecret *
imw_secret_new_filled (gsize             length,
                       ImwSecretFillFunc fill,
                       gpointer          user_data,
                       GError          **error)
{
  ImwSecret *self;
  gboolean   filled;

  g_return_val_if_fail (fill != NULL, NULL);

  self = secret_new_writable (length);
  filled = fill (self->data, length, user_data, error);
  seal (self);
  if (!filled)
    g_clear_pointer (&self, imw_secret_unref);

  return self;
}

/**
 * imw_secret_new_from_fd:
 * @fd: a descriptor; stays open
 * @max_length: how many bytes are allowed
 * @error: return location
 *
 * Reads until the other side closes. Blocks.
 *
 * Returns: (nullable) (transfer full): a secret, may be empty; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT when there are more than @max_length bytes, else a %G_IO_ERROR
 */
ImwSecret *
imw_secret_new_from_fd (int      fd,
                        gsize    max_length,
                        GError **error)
{
  ImwSecret *self = NULL;
  guint8    *buffer;
  gsize      n_read = 0;

  g_return_val_if_fail (fd >= 0, NULL);
  g_return_val_if_fail (max_length <= G_MAXINT32, NULL);

  ensure_sodium ();
  buffer = sodium_malloc (max_length + 1);
  g_assert (buffer != NULL);

  if (imw_fd_read_up_to (fd, buffer, max_length + 1, &n_read, error))
    {
      if (n_read <= max_length)
        self = imw_secret_new (buffer, n_read);
      else
        g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                             "Secret is longer than allowed");
    }
  sodium_free (buffer);

  return self;
}

/**
 * imw_secret_to_fd:
 * @self: a secret
 * @error: return location
 *
 * Returns: a sealed memfd at offset 0, which the caller hands over and closes; on -1 @error is a
 *   %G_IO_ERROR
 */
int
imw_secret_to_fd (ImwSecret *self,
                  GError   **error)
{
  const guint8 *data;
  int           fd;

  g_return_val_if_fail (self != NULL, -1);

  data = imw_secret_open (self);
  fd = imw_fd_new_sealed (data, self->length, error);
  imw_secret_close (self);

  return fd;
}

/**
 * imw_secret_ref:
 * @self: a secret
 *
 * Returns: (transfer full): @self
 */
ImwSecret *
imw_secret_ref (ImwSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * imw_secret_unref:
 * @self: (transfer full): a secret; wiped when this was the last reference
 */
void
imw_secret_unref (ImwSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_assert (self->n_open == 0);

  sodium_free (self->data);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * imw_secret_get_length:
 * @self: a secret
 *
 * Returns: how many bytes
 */
gsize
imw_secret_get_length (ImwSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * imw_secret_get_locked_in_memory:
 * @self: a secret
 *
 * Returns: whether the system promised never to write it to the swap
 */
gboolean
imw_secret_get_locked_in_memory (ImwSecret *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->locked_in_memory;
}

/**
 * imw_secret_equal:
 * @a: a secret
 * @b: a secret
 *
 * Takes a time that depends on the lengths only.
 *
 * Returns: whether both hold the same bytes
 */
gboolean
imw_secret_equal (ImwSecret *a,
                  ImwSecret *b)
{
  gboolean equal;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->length != b->length)
    return FALSE;

  equal = sodium_memcmp (imw_secret_open (a), imw_secret_open (b), a->length) == 0;
  imw_secret_close (b);
  imw_secret_close (a);

  return equal;
}

/**
 * imw_secret_access:
 * @self: a secret
 * @func: (scope call): may look at the bytes while it runs
 * @user_data: data for @func
 * @error: return location
 *
 * Returns: what @func returns, with its error
 */
gboolean
imw_secret_access (ImwSecret    *self,
                   ImwSecretFunc func,
                   gpointer      user_data,
                   GError      **error)
{
  const guint8 *data;
  gboolean      result;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  data = imw_secret_open (self);
  result = func (data, self->length, user_data, error);
  imw_secret_close (self);

  return result;
}

/**
 * imw_secret_open:
 * @self: a secret
 *
 * Makes the bytes readable until the matching imw_secret_close(), which stands in the same
 * function. Nests, also over threads.
 *
 * Returns: (transfer none): the bytes
 */
const guint8 *
imw_secret_open (ImwSecret *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (self->n_open == 0)
    {
      int result = sodium_mprotect_readonly (self->data);

      g_assert (result == 0);
    }
  self->n_open++;

  return self->data;
}

/**
 * imw_secret_close:
 * @self: a secret that is open
 *
 * The last close takes all access away again.
 */
void
imw_secret_close (ImwSecret *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->lock);
  g_assert (self->n_open > 0);
  self->n_open--;
  if (self->n_open == 0)
    seal (self);
}

/**
 * imw_key32_clear:
 * @self: a key on the stack
 *
 * Wipes it in a way that no optimiser leaves out.
 */
void
imw_key32_clear (ImwKey32 *self)
{
  sodium_memzero (self->bytes, sizeof self->bytes);
}

/**
 * imw_key64_clear:
 * @self: a key on the stack
 *
 * Wipes it in a way that no optimiser leaves out.
 */
void
imw_key64_clear (ImwKey64 *self)
{
  sodium_memzero (self->bytes, sizeof self->bytes);
}
