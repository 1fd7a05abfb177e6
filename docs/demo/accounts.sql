-- Who signs in to the cabinet: a person of each shop. The program itself is a role that sees nothing until somebody
-- has signed in.
CREATE ROLE demo_cabinet LOGIN;
SELECT refusal.grant_cabinet('demo_cabinet');
SELECT refusal.create_account('electra', 'electra', :'password', 'ru');
SELECT refusal.create_account('moda', 'moda', :'password', 'en');
