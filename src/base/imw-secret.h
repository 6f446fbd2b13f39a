/* imw-secret.h: memory for secrets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Counted, boxed, on sodium_malloc: guard pages, locked, wiped, no access while idle. Any thread. */
typedef struct _ImwSecret ImwSecret;

#define IMW_TYPE_SECRET (imw_secret_get_type ())

typedef gboolean (*ImwSecretFunc) (const guint8 *data, gsize length, gpointer user_data, GError **error);
typedef gboolean (*ImwSecretFillFunc) (guint8 *data, gsize length, gpointer user_data, GError **error);

GType      imw_secret_get_type (void) G_GNUC_CONST;
ImwSecret *imw_secret_new (const guint8 *data, gsize length); /* copies; the caller wipes its own */
ImwSecret *imw_secret_new_random (gsize length);
ImwSecret *imw_secret_new_filled (gsize length, ImwSecretFillFunc fill, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_secret_new_from_fd (int fd, gsize max_length, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* reads to the end, does not close; BAD_INPUT when longer */
int        imw_secret_to_fd (ImwSecret *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;                /* sealed memfd at offset 0, caller closes; -1 on error */
ImwSecret *imw_secret_ref (ImwSecret *self);
void       imw_secret_unref (ImwSecret *self);
gsize      imw_secret_get_length (ImwSecret *self);
gboolean   imw_secret_get_locked_in_memory (ImwSecret *self); /* whether mlock succeeded */
gboolean   imw_secret_equal (ImwSecret *a, ImwSecret *b);     /* constant time */
gboolean   imw_secret_access (ImwSecret *self, ImwSecretFunc func, gpointer user_data, GError **error);
/* The same in two calls for straight-line code; nests; every open has its close in the same function. */
const guint8 *imw_secret_open (ImwSecret *self);
void          imw_secret_close (ImwSecret *self);

/* Locals of fixed size that wipe themselves: g_auto (ImwKey32) key = IMW_KEY32_INIT; */
typedef struct
{
  guint8 bytes[32];
} ImwKey32;
typedef struct
{
  guint8 bytes[64];
} ImwKey64;
void imw_key32_clear (ImwKey32 *self);
void imw_key64_clear (ImwKey64 *self);
#define IMW_KEY32_INIT \
  {                    \
    {                  \
      0                \
    }                  \
  }
#define IMW_KEY64_INIT \
  {                    \
    {                  \
      0                \
    }                  \
  }

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSecret, imw_secret_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwKey32, imw_key32_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwKey64, imw_key64_clear)

G_END_DECLS
