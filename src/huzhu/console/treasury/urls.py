"""Addresses of money: receipts, payments, batches, the ledger."""

from django.urls import path

from huzhu.console.treasury import batches, books, payments, receipts

urlpatterns = [
    path("receipts/", receipts.receipt_list, name="receipts"),
    path("receipts/<reference:ref>/", receipts.receipt, name="receipt"),
    path("receipts/<reference:ref>/record/", receipts.record, name="receipt_record"),
    path("receipts/<reference:ref>/slips/<reference:slip>/", receipts.slip, name="receipt_slip"),
    path("payments/", payments.payment_list, name="payments"),
    path("payments/batch/", payments.make_batch, name="batch_make"),
    path("payments/<reference:ref>/", payments.payment, name="payment"),
    path("payments/<reference:ref>/reissue/", payments.reissue, name="payment_reissue"),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/<reference:ref>/", batches.batch, name="batch"),
    path("batches/<reference:ref>/check/", batches.check, name="batch_check"),
    path("batches/<reference:ref>/release/", batches.release, name="batch_release"),
    path("batches/<reference:ref>/withdraw/", batches.withdraw, name="batch_withdraw"),
    path("batches/<reference:ref>/file/", batches.bank_file, name="batch_file"),
    path("batches/<reference:ref>/return/", batches.take_return, name="batch_return"),
    path("ledger/", books.trial_balance, name="ledger"),
    path("ledger/check/", books.check, name="ledger_check"),
    path("ledger/transactions/", books.transaction_list, name="ledger_transactions"),
    path("ledger/transactions/<reference:ref>/", books.transaction, name="ledger_transaction"),
]
