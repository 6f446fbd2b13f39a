/* imw-error-text.h: the sentence for the user
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What was being done: decides what an error means for the money and which step is next. */
typedef enum
{
  IMW_DOING_GENERAL,
  IMW_DOING_OPEN,    /* opening the data folder */
  IMW_DOING_UNLOCK,  /* reading and unlocking the vault */
  IMW_DOING_CREATE,  /* making or restoring a wallet */
  IMW_DOING_SYNC,    /* asking the network */
  IMW_DOING_PAY,     /* before signing: nothing has left */
  IMW_DOING_SUBMIT,  /* signed; may or may not have gone out */
  IMW_DOING_FILE     /* writing a file for the user */
} ImwDoing;

char *imw_error_text (const GError *error, ImwDoing doing);
char *imw_error_text_title (const GError *error, ImwDoing doing);

G_END_DECLS
