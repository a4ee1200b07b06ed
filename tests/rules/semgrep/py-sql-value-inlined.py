def find(cursor, customer, ids, table, column):
    # ruleid: py-sql-value-inlined
    cursor.execute(f"SELECT * FROM orders WHERE customer = '{customer}'")
    # ruleid: py-sql-value-inlined
    cursor.execute("SELECT * FROM orders WHERE customer = '%s'" % customer)
    # ruleid: py-sql-value-inlined
    cursor.execute("DELETE FROM orders WHERE id = " + customer)
    # ruleid: py-sql-value-inlined
    cursor.execute("SELECT * FROM orders WHERE name LIKE '%{}%'".format(customer))
    # ok: py-sql-value-inlined
    cursor.execute("SELECT * FROM orders WHERE customer = ?", (customer,))
    # ok: py-sql-value-inlined
    cursor.execute(f"SELECT {column} FROM {table} WHERE id = ?", (customer,))
    # ok: py-sql-value-inlined
    cursor.execute(f"SELECT * FROM orders WHERE id IN ({','.join('?' * len(ids))})", ids)
    # ok: py-sql-value-inlined
    cursor.execute(f"SELECT * FROM orders WHERE id = {int(customer)}")
