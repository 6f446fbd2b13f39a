/* imw-recipient-entry.h: to whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

/* What is odd about the address since it was pasted. */
typedef enum
{
  IMW_DOUBT_NONE,
  IMW_DOUBT_CLIPBOARD, /* the clipboard now holds another address that looks alike */
  IMW_DOUBT_CHANGED    /* the field no longer holds the address that was pasted */
} ImwDoubt;

/* Signal "changed": another recipient, or none. */
#define IMW_TYPE_RECIPIENT_ENTRY (imw_recipient_entry_get_type ())
G_DECLARE_FINAL_TYPE (ImwRecipientEntry, imw_recipient_entry, IMW, RECIPIENT_ENTRY, AdwBin)

void               imw_recipient_entry_set_wallet (ImwRecipientEntry *self, ImwWallet *wallet);
void               imw_recipient_entry_set_text (ImwRecipientEntry *self, const char *text);
ImwPaymentRequest *imw_recipient_entry_get_request (ImwRecipientEntry *self, ImwChain *chain); /* (nullable) as @chain reads it */
GPtrArray         *imw_recipient_entry_get_chains (ImwRecipientEntry *self);                   /* (element-type ImwChain) transfer none: where it can be paid */
void               imw_recipient_entry_look_at_clipboard (ImwRecipientEntry *self);
ImwDoubt           imw_recipient_entry_get_doubt (ImwRecipientEntry *self);
gboolean           imw_recipient_entry_look_alike (const char *a, const char *b);

G_END_DECLS
