/* imw-practice-anchor.h: the practice network's anchor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http-server.h"
#include "imw-json.h"

#include "imw-practice-stellar.h"

G_BEGIN_DECLS

/* A provider that pays out and takes ordinary money which does not exist: SEP-1, 6, 10, 12, 24, 31, 38. Main thread. What
 * it keeps is in the books; its states go by their clock. */
typedef struct _ImwPracticeAnchor ImwPracticeAnchor;

/* web_auth_domain: NULL for the host with its port */
ImwPracticeAnchor *imw_practice_anchor_new (ImwLedger *books, ImwPracticeStellar *stellar, guint16 port, const char *web_auth_domain);
void               imw_practice_anchor_free (ImwPracticeAnchor *self);
/* does everything that is due by now: payments that came, states that change */
void     imw_practice_anchor_catch_up (ImwPracticeAnchor *self);
gboolean imw_practice_anchor_owns (const char *path); /* whether that path is one of the anchor */
/* fault: NONE or one of the ANCHOR kinds; always sets a reply */
void imw_practice_anchor_answer (ImwPracticeAnchor *self, ImwHttpExchange *exchange, ImwFaultKind fault, ImwPracticeReply *reply);
void imw_practice_anchor_add_cors (ImwHttpExchange *exchange);

/* Control: what a test or the practice window may ask. BAD_INPUT, NOT_FOUND, DISK, CORRUPT */
gboolean imw_practice_anchor_pay (ImwPracticeAnchor *self, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;                 /* the customer's bank transfer arrives */
gboolean imw_practice_anchor_collect (ImwPracticeAnchor *self, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;             /* the cash is picked up */
gboolean imw_practice_anchor_set_email_code (ImwPracticeAnchor *self, gboolean on, GError **error) G_GNUC_WARN_UNUSED_RESULT;         /* e-mail addresses have to be verified */
gboolean imw_practice_anchor_write_orders (ImwPracticeAnchor *self, ImwPracticeJson *json, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* an array "orders" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeAnchor, imw_practice_anchor_free)

G_END_DECLS
