/* imw-order.h: one order at a provider, as the provider tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-quote.h"

G_BEGIN_DECLS

/* The states of SEP-6, 24 and 31, joined. What is not known here is IMW_ORDER_UNKNOWN and counts as "goes on". */
typedef enum
{
  IMW_ORDER_UNKNOWN,
  IMW_ORDER_INCOMPLETE,            /* the hosted page is not finished */
  IMW_ORDER_NEEDS_CUSTOMER,        /* pending_customer_info_update */
  IMW_ORDER_NEEDS_INFO,            /* pending_transaction_info_update */
  IMW_ORDER_NEEDS_USER,            /* pending_user */
  IMW_ORDER_WAITS_FOR_PAYMENT,     /* pending_user_transfer_start, pending_sender */
  IMW_ORDER_LEDGER,                /* pending_stellar */
  IMW_ORDER_NEEDS_TRUSTLINE,       /* pending_trust */
  IMW_ORDER_PROVIDER,              /* pending_anchor, pending_receiver */
  IMW_ORDER_ON_HOLD,               /* on_hold: not an end */
  IMW_ORDER_EXTERNAL,              /* pending_external: on its way outside */
  IMW_ORDER_READY_FOR_PICKUP,      /* pending_user_transfer_complete */
  IMW_ORDER_COMPLETED,
  IMW_ORDER_REFUNDED,
  IMW_ORDER_EXPIRED,
  IMW_ORDER_NO_MARKET,
  IMW_ORDER_TOO_SMALL,
  IMW_ORDER_TOO_LARGE,
  IMW_ORDER_ERROR
} ImwOrderState;

#define IMW_TYPE_ORDER_STATE (imw_order_state_get_type ())
GType       imw_order_state_get_type (void) G_GNUC_CONST;
const char *imw_order_state_get_code (ImwOrderState state); /* "completed" … own words, one for each value */
gboolean    imw_order_state_from_code (const char *code, ImwOrderState *state);
gboolean    imw_order_state_get_final (ImwOrderState state);

typedef struct
{
  char      *id;         /* hash on the ledger, or the bank's number */
  gboolean   on_ledger;
  ImwAmount *amount;
  ImwAmount *fee;        /* (nullable) */
} ImwRefund;

/* one line of what the user has to do to pay in ("bank_account_number", value, description) */
typedef struct
{
  char *name;        /* SEP-9 name */
  char *value;
  char *description; /* (nullable) */
} ImwInstruction;

/* A thing a form asks for (SEP-12 / SEP-9 field). */
typedef enum
{
  IMW_FIELD_TEXT,
  IMW_FIELD_NUMBER,
  IMW_FIELD_DATE,   /* ISO 8601 out */
  IMW_FIELD_BINARY, /* a file: JPEG, PNG or PDF, at most 10 MB */
  IMW_FIELD_CHOICE
} ImwFieldType;

typedef enum
{
  IMW_FIELD_STATE_ASKED,
  IMW_FIELD_STATE_ACCEPTED,
  IMW_FIELD_STATE_PROCESSING,
  IMW_FIELD_STATE_REJECTED,      /* error says why */
  IMW_FIELD_STATE_WANTS_CODE     /* a code was sent to it: give NAME_verification */
} ImwFieldState;

typedef struct
{
  char         *name;        /* "clabe_number" */
  ImwFieldType  type;
  ImwFieldState state;
  char         *description; /* (nullable) provider's words */
  char        **choices;     /* (nullable) NULL-terminated */
  gboolean      optional;
  char         *error;       /* (nullable) provider's words */
} ImwField;

#define IMW_TYPE_FIELD (imw_field_get_type ())
GType     imw_field_get_type (void) G_GNUC_CONST;
ImwField *imw_field_new (const char *name, ImwFieldType type);
ImwField *imw_field_copy (const ImwField *self);
void      imw_field_free (ImwField *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwField, imw_field_free)

typedef enum
{
  IMW_CUSTOMER_UNKNOWN,
  IMW_CUSTOMER_NEEDS_INFO,
  IMW_CUSTOMER_PROCESSING,
  IMW_CUSTOMER_ACCEPTED,
  IMW_CUSTOMER_REJECTED
} ImwCustomerState;

const char *imw_customer_state_get_code (ImwCustomerState state); /* "needs-info" */

typedef struct
{
  char            *id;      /* (nullable) the provider's */
  ImwCustomerState state;
  char            *message; /* (nullable) provider's words */
  GPtrArray       *fields;  /* (element-type ImwField) asked and given ones */
} ImwCustomer;

#define IMW_TYPE_CUSTOMER (imw_customer_get_type ())
GType        imw_customer_get_type (void) G_GNUC_CONST;
ImwCustomer *imw_customer_copy (const ImwCustomer *self);
void         imw_customer_free (ImwCustomer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwCustomer, imw_customer_free)

/* Counted, immutable. Every text in it is the provider's: cleaned, capped, plain. Times are wall milliseconds, 0 = not said. */
typedef struct
{
  gatomicrefcount ref_count;
  char          *id;
  ImwOrderState  state;
  char          *raw_state;       /* as told */
  gint64         status_eta_s;    /* to the next change, -1 */
  gint64         eta_s;           /* to delivery, as told when it began, -1 */
  ImwAmount     *amount_in;       /* (nullable) */
  ImwAmount     *amount_out;      /* (nullable) */
  ImwAmount     *fee;             /* (nullable) */
  GPtrArray     *fee_lines;       /* (element-type ImwFeeLine) */
  char          *quote_id;        /* (nullable) */
  char          *pay_to;          /* (nullable) address on the ledger */
  char          *memo_type;       /* (nullable) "text" "id" "hash" */
  char          *memo;            /* (nullable) hash: hex, though the wire has base64 */
  gint64         started_ms;
  gint64         updated_ms;
  gint64         completed_ms;
  gint64         act_before_ms;   /* user_action_required_by */
  char          *ledger_id;       /* (nullable) stellar_transaction_id */
  char          *external_id;     /* (nullable) bank's number, pick-up code */
  char          *external_text;   /* (nullable) name of the bank or cash desk */
  char          *message;         /* (nullable) */
  char          *more_url;        /* (nullable) status page, https (or loopback in practice) */
  char          *claim_id;        /* (nullable) claimable balance */
  ImwAmount     *refunded;        /* (nullable) */
  ImwAmount     *refund_fee;      /* (nullable) */
  GPtrArray     *refunds;         /* (element-type ImwRefund) */
  GPtrArray     *instructions;    /* (element-type ImwInstruction) */
  GPtrArray     *asked;           /* (element-type ImwField) required_info_updates */
  char          *asked_message;   /* (nullable) */
} ImwOrder;

#define IMW_TYPE_ORDER (imw_order_get_type ())
GType     imw_order_get_type (void) G_GNUC_CONST;
ImwOrder *imw_order_new (const char *id);
ImwOrder *imw_order_ref (ImwOrder *self);
void      imw_order_unref (ImwOrder *self);
/* whether anything a person could see differs */
gboolean  imw_order_equal (ImwOrder *a, ImwOrder *b);
char     *imw_order_to_json (ImwOrder *self); /* for the store */
ImwOrder *imw_order_from_json (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* CORRUPT */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwOrder, imw_order_unref)

G_END_DECLS
