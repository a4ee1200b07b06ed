INSERT INTO user (id) VALUES (1);
INSERT INTO orders (id) VALUES (1);
INSERT INTO message (id) VALUES (1);
